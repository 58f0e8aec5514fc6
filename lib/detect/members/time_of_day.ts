import { type Member, tiny } from "../parts/member.ts";

const DAY_SECONDS = 86_400;
/** Parts of a day, a quarter of an hour each. */
const PARTS = 96;
/** Values that a part of the day has to have met before it says anything. */
const FEWEST = 4;
/** Least weight of a new value in its part of the day. */
const SHARE = 0.05;
/** Weight of a new value in the spread of all parts together. */
const SPREAD_SHARE = 0.005;

/**
 * How far a value lies from what is usual at this time of the day (UTC), in standard deviations: half those of this quarter of an hour,
 * half those of all.
 */
export function createTimeOfDay(): Member {
  // the spread of all, then count, mean and variance of each part
  const state = new Float64Array(1 + 3 * PARTS);
  return {
    state,
    next: (value, timeSeconds) => {
      const seconds = timeSeconds - DAY_SECONDS * Math.floor(timeSeconds / DAY_SECONDS);
      const at = 1 + 3 * Math.min(PARTS - 1, Math.floor(seconds / DAY_SECONDS * PARTS));
      const [all, met, mean, variance] = [state[0]!, state[at]!, state[at + 1]!, state[at + 2]!];
      const off = value - mean;
      if (met > 0) state[0] = all + SPREAD_SHARE * (off * off - all);
      const share = Math.max(1 / (met + 1), SHARE);
      state[at] = met + 1;
      state[at + 1] = mean + share * off;
      state[at + 2] = (1 - share) * (variance + share * off * off);
      return met < FEWEST ? NaN : Math.abs(off) / (Math.sqrt((variance + all) / 2) + tiny(mean));
    },
  };
}
