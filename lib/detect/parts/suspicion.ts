/** What a deviation leaves behind: its share of the suspicion, and what remains of it a step later. */
const TRACE = { weight: 0.6, remains: 0.9 };
/** Deviation, with the trace of those before it, from which a value is clearly off. */
const CLEAR = 2.8;
/** Suspicion up to which a value is not clearly off. */
export const FAINT = 1 / 3;
/** How fast suspicion nears its bound with the deviation. */
const BEND = { clear: 2, faint: 3 };
/** What follows an alarm is suspicious for about this time, or this number of steps where they are short. */
const AFTERMATH = { seconds: 24 * 3600, steps: 300, weight: 4 };

/** Orders what is no alarm. */
export interface Suspicion {
  /** The whole state. */
  readonly state: Float64Array;
  /**
   * How suspicious a value is that raises no alarm, and learns from it.
   *
   * @param options.deviation of the value, see `createDeviation`
   * @param options.alarm the surprise, where it is an alarm, else 0
   * @returns 0 to 1: above a third, values that are clearly off, by their distance; below it, the others, by their distance and by how shortly
   * before something was wrong
   */
  next(options: { deviation: number; alarm: number; timeSeconds: number }): number;
}

/**
 * What goes on after the beginning of an incident raises no second alarm and is still no normal operation. An alarm marks a beginning;
 * whoever wants to see how long something lasts, or where to look at all, needs an order among the other values too.
 */
export function createSuspicion(): Suspicion {
  // trace of deviations, aftermath of alarms, time of the latest value
  const state = new Float64Array(3);
  return {
    state,
    next: ({ deviation, alarm, timeSeconds }) => {
      const passed = Math.max(0, timeSeconds - state[2]!);
      const trace = Math.max(TRACE.remains * state[0]!, deviation);
      const left = state[1]! * Math.exp(-Math.max(passed / AFTERMATH.seconds, 1 / AFTERMATH.steps));
      state[0] = trace;
      state[1] = alarm > 1 ? Math.max(left, Math.log(alarm)) : left;
      state[2] = timeSeconds;
      const off = deviation + TRACE.weight * trace;
      if (off > CLEAR) return FAINT + (1 - FAINT) * bent(off - CLEAR, BEND.clear);
      return FAINT * bent(off + AFTERMATH.weight * state[1]!, BEND.faint);
    },
  };
}

/** From 0 at 0 towards 1, one half at `half`. */
function bent(x: number, half: number): number {
  return x / (x + half);
}
