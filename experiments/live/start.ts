import { type LiveSettings, type Mode, permissionFlags, permissionsOf } from "../../lib/live/mod.ts";
import { runWithin } from "./child.ts";

/** What the loop's process is told. */
export interface LoopWork {
  /** Path of the configuration. */
  readonly path: string;
  readonly mode: Mode;
  /** Whether to try everything and do nothing. */
  readonly check: boolean;
  /** Whether the console is told of troubles alone. */
  readonly quiet: boolean;
  /** The zone in which the console tells times. Default UTC. */
  readonly zone?: string;
  /** Whether to start without the state of an audit log that has entries. */
  readonly beginAnew?: boolean;
  /** Steps after which it ends; absent: never. */
  readonly steps?: number | undefined;
}

/** Starts the loop with the permissions of its configuration. @returns its exit code */
export function startLoop(work: LoopWork, settings: LiveSettings): Promise<number> {
  return runWithin("loop_process.ts", work, permissionsOf(settings));
}

/** What the loop may touch, as text. */
export function permissionsText(settings: LiveSettings): string {
  return [
    "The loop may touch this, and nothing else:",
    ...permissionFlags(permissionsOf(settings)).map((flag) => `  ${flag}`),
  ].join("\n");
}
