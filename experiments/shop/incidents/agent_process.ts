import { UsageError } from "../../../lib/model/mod.ts";
import { jsonText } from "../live_config.ts";

const [START_MS, LOOK_MS, END_MS] = [60_000, 200, 20_000];
const LIVE = new URL("../../live.ts", import.meta.url).pathname;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** An agent that watches the shop and acts. */
export interface AgentProcess {
  /** Its configuration. */
  readonly configPath: string;
  /** Its audit log. */
  readonly auditPath: string;
  /** Ends it. */
  stop(): Promise<void>;
}

/**
 * Starts `deno task live` with a configuration of its own in a folder, and waits until it looks.
 *
 * @param config that of the shop, of which the agent's name, the files and the page's port are replaced
 * @throws {UsageError} if another loop listens on its port
 * @throws {Error} if it ends or does not look in time, with what it said last
 */
export async function startAgent(
  { config, agent, mode, folder }: {
    readonly config: Readonly<Record<string, unknown>> & { readonly listen: { readonly port: number } };
    readonly agent: string;
    readonly mode: "act" | "observe";
    readonly folder: string;
  },
): Promise<AgentProcess> {
  const looks = () =>
    fetch(`http://127.0.0.1:${config.listen.port}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
      async (page) => (await page.body?.cancel(), true),
      () => false,
    );
  if (await looks()) {
    throw new UsageError(
      `Another live loop listens on port ${config.listen.port}: end it, or its orders would be taken for the agent's`,
    );
  }
  await Deno.mkdir(folder, { recursive: true });
  const files = { audit: "audit.jsonl", state: "state.json", stop: "STOP", lease: "lease.json" };
  for (const name of Object.values(files)) await Deno.remove(`${folder}/${name}`).catch(() => {});
  const path = `${folder}/live.json`;
  await Deno.writeTextFile(path, jsonText({ ...config, agent, files }));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--allow-read", "--allow-run=deno", LIVE, path, "--mode", mode],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const log = await Deno.open(`${folder}/live.log`, { write: true, create: true, truncate: true });
  const writes = [child.stdout, child.stderr].map(async (stream) => {
    for await (const part of stream) await log.write(part);
  });
  let ended = false;
  const status = child.status.then(() => ended = true);

  async function stop(): Promise<void> {
    if (!ended) child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
    await status;
    clearTimeout(timer);
    await Promise.all(writes);
    log.close();
  }

  for (const until = Date.now() + START_MS;; await pause(LOOK_MS)) {
    if (!ended && await looks()) return { configPath: path, auditPath: `${folder}/${files.audit}`, stop };
    if (!ended && Date.now() < until) continue;
    await stop();
    const said = (await Deno.readTextFile(`${folder}/live.log`)).trim().split("\n").at(-1);
    throw new Error(`The agent ${agent} did not start: ${said}`);
  }
}
