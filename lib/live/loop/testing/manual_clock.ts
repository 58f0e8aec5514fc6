import { setImmediate } from "node:timers";
import type { Clock } from "../../contract.ts";

/** A clock that a test moves. */
export interface ManualClock extends Clock {
  /** Moves the time on to the next moment at which somebody wakes, and lets them run. False if nobody sleeps. */
  tick(): Promise<boolean>;
  /** Sets the time without waking anybody, as an administrator does. */
  set(seconds: number): void;
}

/** Time for what was woken to run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still until it is moved. */
export function manualClock(startSeconds = 1_700_000_000): ManualClock {
  let now = startSeconds;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  return {
    now: () => now,
    sleep: (seconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          until: now + Math.max(0, seconds),
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      }),
    tick: async () => {
      await settle();
      const until = Math.min(...[...sleepers].map((sleeper) => sleeper.until));
      if (!Number.isFinite(until)) return false;
      now = Math.max(now, until);
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake();
      await settle();
      return true;
    },
    set: (seconds) => {
      now = seconds;
    },
  };
}

/** Moves a clock until a promise is settled. */
export async function untilDone<T>(promise: Promise<T>, clock: ManualClock): Promise<T> {
  let done = false;
  const watched = promise.finally(() => done = true);
  watched.catch(() => {});
  while (!done) await clock.tick();
  return await watched;
}
