import { pow } from "../../stats/mod.ts";
import { createVisits, WEEK } from "./visits.ts";

/** How many times as large as the mean the errors at a time of the week must be to be known as large. */
const LARGE = 2;
/** How far they are brought down to that: three quarters, as the power of a ratio. */
const SHARE_TAKEN = 0.75;

/** At which times of the week the errors of a forecast are large. */
export interface RoughTimes {
  /** The whole state. */
  readonly state: Float64Array;
  /**
   * Enters a time.
   *
   * @param meanError of all times
   * @returns by what an error at this time is to be multiplied, 0 to 1
   */
  factor(timeSeconds: number, meanError: number): number;
  /** Learns the size of the error at the time that was entered last. */
  learn(size: number): void;
}

/**
 * A shop that opens at eight is never opened at the same second: around eight forecasts are far off on every working day, and that is usual there. The
 * usual size of the errors in an hour of the week is the root of the median of their mean squares in the last three weeks (`createVisits`), so that
 * one incident is no habit; while there are two weeks only, the smaller one counts.
 */
export function createRoughTimes(): RoughTimes {
  const visits = createVisits(WEEK, { centred: false });
  let slot = 0;
  return {
    state: visits.state,
    factor: (timeSeconds, meanError) => {
      slot = visits.enter(timeSeconds);
      const large = LARGE * meanError;
      const usual = Math.sqrt(visits.usual(slot, 0));
      return usual > large ? pow(large / usual, SHARE_TAKEN) : 1;
    },
    learn: (size) => visits.add(slot, size * size),
  };
}
