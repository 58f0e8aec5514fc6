import type { Clock } from "../../contract.ts";

/** A clock of tests with real servers and programs: waits are over at once, time-outs when the test says so. */
export interface TimeoutClock extends Clock {
  /** Ends every sleep that is held now. */
  timeOut(): void;
}

/**
 * Creates the clock. What is held does not race against what a server or a program takes on a busy machine.
 *
 * @param timeoutSeconds sleeps of this length are held until `timeOut`; all others are over at once, and time has moved on by them
 */
export function timeoutClock(timeoutSeconds: number, startSeconds = 1_700_000_000): TimeoutClock {
  let now = startSeconds;
  let held: (() => void)[] = [];
  return {
    now: () => now,
    sleep: (seconds, signal) => {
      if (seconds !== timeoutSeconds) {
        now += seconds;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        held.push(resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
    },
    timeOut: () => {
      now += timeoutSeconds;
      for (const wake of held) wake();
      held = [];
    },
  };
}
