import { UsageError } from "../../lib/model/mod.ts";
import type { ShopClient } from "./client.ts";
import { removeDataFolder } from "./parts/database.ts";
import { endLeftovers, leftoversIn } from "./processes/leftovers.ts";
import { jsonText, liveConfigOf } from "./live_config.ts";
import { missingPackages } from "./packages.ts";
import type { Plan } from "./plan.ts";
import { failurePath, makeSecret, prepareFolder, requireFreePorts } from "./setup.ts";
import { FIRST_RATE } from "./sizes.ts";

const [START_MS, LOOK_MS] = [180_000, 100];
/** The configuration and the topology that come with the shop. */
const [OWN_CONFIG, OWN_TOPOLOGY] = ["shop.json", "topology.json"].map((name) =>
  new URL(name, import.meta.url)
);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

/** The file of the shop's configuration for `deno task live`, in its folder. */
export const configPath = ({ folder }: Plan) => `${folder}/shop.json`;
/** The file of the shop's topology, in its folder. */
export const topologyPath = ({ folder }: Plan) => `${folder}/topology.json`;

/** Ends what an earlier shop in this folder has left, where its daemon does not answer. @returns the names of what was ended */
export async function sweep(plan: Plan): Promise<string[]> {
  const ended = await endLeftovers(plan.folder);
  for (const server of ["primary", "standby"] as const) await removeDataFolder(plan, server);
  return ended;
}

/** Writes the configuration with the folder and ports of this shop, and its topology, unless a calibration has written better ones. */
async function writeConfig(plan: Plan): Promise<void> {
  const own = JSON.parse(await Deno.readTextFile(OWN_CONFIG!));
  const before = await Deno.readTextFile(configPath(plan)).then(JSON.parse, () => own);
  const latencyP95Ms = Number(before.slo?.latencyP95Ms ?? own.slo.latencyP95Ms);
  const config = liveConfigOf(plan, { latencyP95Ms, topology: "topology.json" });
  await Deno.writeTextFile(configPath(plan), jsonText(config));
  if (!await exists(topologyPath(plan))) await Deno.copyFile(OWN_TOPOLOGY!, topologyPath(plan));
}

/**
 * Opens the shop and waits until users come.
 *
 * @throws {UsageError} if one is open, packages are missing or ports taken
 * @throws {Error} if it could not be opened: then nothing of it runs any more
 */
export async function openShop(
  plan: Plan,
  { client, print }: { readonly client: ShopClient; readonly print: (text: string) => void },
): Promise<void> {
  if (await client.stage() !== undefined) {
    throw new UsageError(`A shop runs on port ${plan.ports.control} already: see deno task shop status`);
  }
  const missing = await missingPackages();
  if (missing.length > 0) {
    throw new UsageError(`Programs of Debian are missing: apt-get install --yes ${missing.join(" ")}`);
  }
  await prepareFolder(plan.folder);
  const ended = await sweep(plan);
  if (ended.length > 0) print(`ended what an earlier shop had left: ${ended.join(", ")}`);
  requireFreePorts(plan);
  await makeSecret(plan.folder);
  await writeConfig(plan);
  await startDaemon(plan, { client, print });
  await client.order("load", { rate: FIRST_RATE });
}

async function startDaemon(
  plan: Plan,
  { client, print }: { readonly client: ShopClient; readonly print: (text: string) => void },
): Promise<void> {
  const daemon = new URL("./daemon.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-prompt",
      "--quiet",
      daemon,
      plan.folder,
      String(plan.ports.control),
      ...(plan.sendsTelemetry ? ["telemetry"] : []),
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  let hasEnded = false;
  void child.status.then(() => hasEnded = true);
  let interrupted = false;
  const interrupt = () => interrupted = true;
  Deno.addSignalListener("SIGINT", interrupt);
  let told = "";
  try {
    for (const until = Date.now() + START_MS;; await pause(LOOK_MS)) {
      if (hasEnded) {
        const why = await Deno.readTextFile(failurePath(plan.folder)).catch(() => "its daemon ended");
        await sweep(plan);
        throw new Error(`The shop could not be opened: ${why.trim()} (logs: ${plan.folder})`);
      }
      const stage = await client.stage() ?? "starting";
      if (stage === "ready") return;
      if (stage !== told) print(told = stage);
      if (!interrupted && Date.now() < until) continue;
      child.kill("SIGTERM");
      await child.status;
      throw new Error(
        interrupted
          ? "The shop was not opened: it was interrupted"
          : `The shop was not ready in ${START_MS / 1_000} s (logs: ${plan.folder})`,
      );
    }
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
}

/** Closes the shop, or ends what one has left whose daemon was killed. @returns what was done */
export async function closeShop(plan: Plan, client: ShopClient): Promise<string> {
  if (await client.stage() === undefined) {
    const ended = await sweep(plan);
    if (ended.length === 0) throw new UsageError(`No shop runs on port ${plan.ports.control}`);
    return `The shop's daemon had ended; ended what it had left: ${ended.join(", ")}`;
  }
  await client.order("down");
  while (leftoversIn(plan.folder).length > 0) await pause(LOOK_MS);
  await sweep(plan);
  return "The shop is closed: all its processes have ended";
}
