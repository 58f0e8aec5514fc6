import type { Member } from "./ensemble_members.ts";
import { resolutionAt } from "./moments.ts";
import { createVisits, DAY, visitsSize } from "./visits.ts";

/** Values that a part of the day must have seen before it is judged. */
const PART_MIN_VALUES = 4;
/** Smallest weight of a new value in its part of the day. */
const PART_SHARE = 0.05;
/** Weight of a new value in the variance over the whole day. */
const DAY_SHARE = 0.005;

/** Weights of a new value in the errors of the two forecasts, and the smallest one in the level. */
const ERROR_SHARE = 0.005,
  LEVEL_SHARE = 0.002;
/** Ratio of the errors from which the time of the day is trusted by and by. */
const FULL_TRUST = 0.8;
/** Values that a part of the day must have seen before its forecast counts. */
const FORECAST_MIN_VALUES = 2;

/** Numbers kept of the whole day: the variance, the mean errors of both forecasts, the level, the values seen, the trust. */
const DAY_VARIANCE = 0,
  OWN_ERROR = 1,
  LEVEL_ERROR = 2,
  LEVEL = 3,
  SEEN = 4,
  TRUST = 5;
const HEAD = 6;

/** Numbers kept of all the values of a part of the day. */
const COUNT = 0,
  MEAN = 1,
  VARIANCE = 2;
const PART_SIZE = 3;

/**
 * Distance from the usual value at this time of the day (UTC) in standard deviations; the variance is the mean of that of this quarter of
 * an hour and that of the whole day.
 *
 * A single odd day is no habit, so that the value after an outage is not odd because there was an outage at this time of an earlier day: the
 * distance is at most that from the median of the last three days' means of this quarter, that from the range of two, or, while there is
 * one only, that from the quarter before.
 *
 * It may be trusted as far as it forecasts: not at all while the mean error of the usual value at this time is not below that of the level of all
 * values, fully from four fifths of it on.
 */
export function createTimeOfDay(): Member & Required<Pick<Member, "trust">> {
  // the numbers of the whole day, those of each part, then the visits
  const state = new Float64Array(HEAD + PART_SIZE * DAY.slots + visitsSize(DAY));
  const visits = createVisits(DAY, { centred: false, state: state.subarray(HEAD + PART_SIZE * DAY.slots) });
  const parts = Array.from(
    { length: DAY.slots },
    (_, part) => state.subarray(HEAD + PART_SIZE * part, HEAD + PART_SIZE * (part + 1)),
  );

  /** Distance from what stood there on earlier days; while there is one such day only, from the quarter before. */
  function distanceFromHabit(value: number, part: number): number {
    if (visits.over(part) >= 2) return Math.abs(value - visits.usual(part, value));
    const before = visits.before(part);
    return Number.isNaN(before) ? Infinity : Math.abs(value - before);
  }

  /** Scores the value of a part of a day before it is learnt. */
  function scoreOf(value: number, part: number): number {
    const own = parts[part]!;
    if (own[COUNT]! < PART_MIN_VALUES) return NaN;
    const mean = own[MEAN]!;
    const deviation = Math.sqrt((own[VARIANCE]! + state[DAY_VARIANCE]!) / 2) + resolutionAt(mean);
    const distance = Math.min(Math.abs(value - mean), distanceFromHabit(value, part));
    return distance / deviation;
  }

  function learn(value: number, own: Float64Array): void {
    const off = value - own[MEAN]!;
    if (own[COUNT]! > 0) state[DAY_VARIANCE]! += DAY_SHARE * (off * off - state[DAY_VARIANCE]!);
    const share = Math.max(1 / (own[COUNT]! + 1), PART_SHARE);
    own[COUNT]!++;
    own[MEAN]! += share * off;
    own[VARIANCE] = (1 - share) * (own[VARIANCE]! + share * off * off);
  }

  /** Compares the forecasts of a value by the time of the day and by the level, then learns the level. */
  function judge(value: number, own: Float64Array): void {
    state[TRUST] = state[LEVEL_ERROR]! > 0
      ? Math.max(0, Math.min(1, (1 - state[OWN_ERROR]! / state[LEVEL_ERROR]!) / (1 - FULL_TRUST)))
      : 0;
    const off = value - state[LEVEL]!;
    if (own[COUNT]! >= FORECAST_MIN_VALUES) {
      state[OWN_ERROR]! += ERROR_SHARE * (Math.abs(value - own[MEAN]!) - state[OWN_ERROR]!);
      state[LEVEL_ERROR]! += ERROR_SHARE * (Math.abs(off) - state[LEVEL_ERROR]!);
    }
    state[LEVEL]! += Math.max(1 / ++state[SEEN]!, LEVEL_SHARE) * off;
  }

  return {
    state,
    trust: () => state[TRUST]!,
    next: (value, timeSeconds) => {
      const part = visits.enter(timeSeconds);
      const score = scoreOf(value, part);
      judge(value, parts[part]!);
      learn(value, parts[part]!);
      visits.add(part, value);
      return score;
    },
  };
}
