import { STEP_SECONDS } from "../../lib/model/mod.ts";
import type { Clock } from "../../lib/live/mod.ts";

/** Shortest wait: of a fast system several steps pass at once. */
const MIN_WAIT_SECONDS = 0.02;
/** Steps that pass at once at most; what a machine can't keep up with is left out. */
const MAX_STEPS_AT_ONCE = 200;

/**
 * Lets steps of 5 simulated seconds pass at a speed, until the signal is aborted.
 *
 * @param advance lets so many steps pass
 */
export async function runAtSpeed(
  advance: (steps: number) => void,
  { speed, clock, signal }: { readonly speed: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const secondsPerStep = STEP_SECONDS / speed;
  let done = clock.now();
  while (!signal.aborted) {
    await clock.sleep(Math.max(MIN_WAIT_SECONDS, done + secondsPerStep - clock.now()), signal);
    if (signal.aborted) return;
    const now = clock.now();
    // A clock that was set back does not stop the system.
    if (now < done) done = now - secondsPerStep;
    const due = Math.floor((now - done) / secondsPerStep + 1e-9);
    if (due > 0) advance(Math.min(due, MAX_STEPS_AT_ONCE));
    done += due * secondsPerStep;
  }
}
