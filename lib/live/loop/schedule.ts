import type { Clock } from "../contract.ts";

/** When a step runs. */
export interface Slot {
  /**
   * Number of the step: Unix time over the length of a step, so that loops on several machines and after a restart count alike. It only grows, even
   * where the clock is set back.
   */
  readonly step: number;
  /** End of the step in Unix seconds, a multiple of its length. */
  readonly atSeconds: number;
  /** Steps before this one that were left out because their time had passed. */
  readonly skipped: number;
  /** Whether the clock was set back, so that the steps were laid out anew. */
  readonly clockSetBack: boolean;
}

/** Gives the steps of the loop one after the other. */
export interface Schedule {
  /** Waits for the time of the next step; undefined if the signal is aborted first. */
  next(signal: AbortSignal): Promise<Slot | undefined>;
}

/** Where a schedule goes on from. */
export interface ScheduleStart {
  /** Number of the last step. */
  readonly step: number;
  /** Its time in Unix seconds. */
  readonly atSeconds: number;
}

/**
 * Lays steps out at the multiples of their length in Unix time, so that delays don't add up. A step whose time has passed by a whole step is skipped.
 *
 * @param start the last step before
 */
export function createSchedule(clock: Clock, stepSeconds: number, start: ScheduleStart): Schedule {
  let { step, atSeconds } = start;

  return {
    next: async (signal) => {
      const clockSetBack = atSeconds - clock.now() > stepSeconds;
      if (clockSetBack) atSeconds = Math.floor(clock.now() / stepSeconds) * stepSeconds;
      const due = (Math.floor(atSeconds / stepSeconds) + 1) * stepSeconds;
      // The wait is split, so that a clock that is set back meanwhile is noticed.
      for (let now = clock.now(); now < due; now = clock.now()) {
        if (signal.aborted) return undefined;
        if (due - now > 2 * stepSeconds) break;
        await clock.sleep(due - now, signal);
      }
      if (signal.aborted) return undefined;
      const latest = Math.max(due, Math.floor(clock.now() / stepSeconds) * stepSeconds);
      const skipped = Math.round((latest - due) / stepSeconds);
      step = Math.max(step + 1 + skipped, latest / stepSeconds);
      atSeconds = latest;
      return { step, atSeconds, skipped, clockSetBack };
    },
  };
}

/**
 * The last step before now, for a loop that starts.
 *
 * @param remembered number of the last step of the loop before it
 */
export function startOfSchedule(nowSeconds: number, stepSeconds: number, remembered = 0): ScheduleStart {
  const passed = Math.floor(nowSeconds / stepSeconds);
  return { step: Math.max(remembered, passed), atSeconds: passed * stepSeconds };
}
