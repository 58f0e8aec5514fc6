import { freePort, until } from "../../live/testing/programs.ts";
import { type Plan, planShop } from "../plan.ts";
import { replicaProgram } from "../parts/own_programs.ts";

/** A replica of `api` that has neither a cache nor a database. */
export interface LoneReplica extends AsyncDisposable {
  /** Port of the live loop that it sends its telemetry to. */
  readonly live: number;
  /** Asks it for something. @returns the status; undefined if it does not answer */
  ask(path: string): Promise<number | undefined>;
  /** Its metrics as text. */
  metrics(): Promise<string>;
}

/** Starts a replica, and waits until it answers. It is killed when it is disposed of. */
export async function startReplica(options: Pick<Plan, "sendsTelemetry">): Promise<LoneReplica> {
  const [port, control, live, none] = [freePort(), freePort(), freePort(), freePort()];
  const plan = planShop({ folder: "/tmp/none", firstPort: 20_000, ...options });
  const { argv: [, ...args], env } = replicaProgram(
    {
      ...plan,
      ports: { ...plan.ports, live, cacheLink: none, pooler: none },
      apiPort: () => port,
      apiControlPort: () => control,
    },
    0,
    "good",
  );
  const replica = new Deno.Command("deno", {
    args: [...args],
    ...(env && { env: { ...env } }),
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.status;
  };
  const dispose = async () => {
    replica.kill("SIGKILL");
    await replica.status;
  };
  if (await until(async () => await ask("/health") === 200 || undefined) === undefined) {
    await dispose();
    throw new Error("the replica does not answer");
  }
  return {
    live,
    ask,
    metrics: async () => await (await fetch(`http://127.0.0.1:${control}/metrics`)).text(),
    [Symbol.asyncDispose]: dispose,
  };
}
