import {
  agentOf,
  type AuditEntry,
  type Clock,
  createActuators,
  createLoop,
  type LiveView,
  type Mode,
  openAuditLog,
  openSource,
  plotLoop,
  readLiveConfig,
  systemClock,
  verifyAudit,
} from "../../lib/live/mod.ts";
import { pictureBundle } from "../../lib/plot/displays.ts";
import { toSvg } from "../../lib/plot/mod.ts";
import { isThere } from "../cli/disk.ts";
import { interruptible } from "../runner/interrupt.ts";
import { createDisplay, currentKernel } from "../runner/kernel.ts";

/** When a simulated system begins: midnight (UTC), so that times of day tell how long it has run. */
const SIMULATED_START_SECONDS = Date.UTC(2026, 0, 1) / 1000;

/** How a loop is watched. */
export interface WatchOptions {
  /** How much it may do. */
  readonly mode: Mode;
  /** Steps that it runs. */
  readonly steps: number;
  /** Address of a Prometheus server in place of the configuration's. */
  readonly prometheus?: string;
  /** Steps from one picture to the next. Default 4. */
  readonly drawEvery?: number;
  /**
   * Folder of the audit log and of the state; a loop that was watched in it before goes on. Default: a new one in the system's folder of temporary files,
   * which stays.
   */
  readonly folder?: string;
}

/** What came of it. */
export interface WatchedLoop {
  /** All that there was to see at the end. */
  readonly view: LiveView;
  /** Path of the audit log. */
  readonly audit: string;
  /** Its entries. */
  readonly entries: readonly AuditEntry[];
}

/**
 * Runs the loop of `deno task live` in a notebook, with a picture that is drawn anew while it runs. A simulated system runs as fast as it can and gives the
 * same result each time; any other in real time. Audit log and state are in a folder of their own (`folder`), so that nothing of `deno task live` is touched:
 * let only one of them act.
 *
 * @param given the configuration, or the path of its file
 * @throws {UsageError} for a mistake in the configuration, and where a query or an actuator does not answer as it must
 */
export async function watchLoop(
  given: string | Readonly<Record<string, unknown>>,
  { folder, ...options }: WatchOptions,
): Promise<WatchedLoop> {
  if (folder !== undefined) {
    await Deno.mkdir(folder, { recursive: true });
    return await watchIn(folder, given, options);
  }
  const temporary = await Deno.makeTempDir({ prefix: "aiops-live-" });
  try {
    return await watchIn(temporary, given, options);
  } catch (error) {
    // Where the loop never began, there is nothing in it that anybody could look for.
    if (!isThere(auditIn(temporary))) await Deno.remove(temporary, { recursive: true });
    throw error;
  }
}

function auditIn(folder: string): string {
  return `${folder}/audit.jsonl`;
}

async function watchIn(
  folder: string,
  given: string | Readonly<Record<string, unknown>>,
  { mode, steps, prometheus, drawEvery = 4 }: Omit<WatchOptions, "folder">,
): Promise<WatchedLoop> {
  const { config, topology } = await read(given, folder);
  const isSimulated = config.source.type === "simulator";
  const clock = isSimulated ? fastClock(SIMULATED_START_SECONDS) : systemClock;
  const settings = prometheus === undefined || config.source.type !== "prometheus"
    ? config
    : { ...config, source: { ...config.source, url: prometheus } };
  const { source, system } = await openSource(settings, { topology, clock });
  const { routing, check } = await createActuators(config.actions, {
    ...{ topology, clock },
    ...(system && { simulated: system }),
  });
  const audit = auditIn(folder);
  const kernel = currentKernel();
  const display = kernel && createDisplay(kernel);
  const draw = (view: LiveView) => display?.show({ "image/svg+xml": toSvg(plotLoop(view)) });
  // The last picture stays, and so it is there for readers that show no SVG, too.
  const drawLast = async (view: LiveView) => display?.show(await pictureBundle(plotLoop(view)));
  const loop = createLoop({
    settings: { ...settings, topology, mode },
    ...{ agent: agentOf(config), source, router: routing, clock, owner: "notebook" },
    files: { state: `${folder}/state.json`, stop: `${folder}/STOP`, lease: `${folder}/lease.json` },
    openAudit: (head) => openAuditLog(audit, { clock, ...(head && { head }) }),
    onStep: (view) => {
      if (view.counters.steps % drawEvery === 0 && view.counters.steps < steps) draw(view);
    },
  });
  try {
    await source.check();
    if (mode !== "observe") await check();
    await interruptible((signal) => loop.run(signal, steps));
  } finally {
    await source.close();
    await routing.close();
  }
  await drawLast(loop.view());
  await display?.settled();
  const entries: AuditEntry[] = [];
  verifyAudit(audit, { onEntry: (entry) => entries.push(entry) });
  return { view: loop.view(), audit, entries };
}

async function read(given: string | Readonly<Record<string, unknown>>, folder: string) {
  if (typeof given === "string") return await readLiveConfig(given);
  const path = `${folder}/config.json`;
  await Deno.writeTextFile(path, JSON.stringify(given));
  return await readLiveConfig(path);
}

/** A clock that jumps to wherever somebody wants to sleep to. */
function fastClock(startSeconds: number): Clock {
  let now = startSeconds;
  return {
    now: () => now,
    sleep: async (seconds) => {
      now += Math.max(0, seconds);
      // What goes on meanwhile comes to its end first: orders, pictures.
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}
