import type { Member } from "./ensemble_members.ts";
import { resolutionAt } from "./moments.ts";

const DAY_SECONDS = 86_400;
/** Parts of a day, a quarter of an hour each. */
const DAY_PARTS = 96;
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

/** Numbers kept of a part of the day: of all its values, of the latest day with any, and of the days with values before that. */
const COUNT = 0,
  MEAN = 1,
  VARIANCE = 2,
  LATEST_DAY = 3,
  DAY_COUNT = 4,
  DAY_MEAN = 5,
  PAST_DAYS = 6,
  PAST_MEANS = 7;
const PART_SIZE = PAST_MEANS + 3;

/**
 * Distance from the usual value at this time of the day (UTC) in standard deviations; the variance is the mean of that of this quarter of
 * an hour and that of the whole day.
 *
 * A single odd day is no habit, so that the value after an outage is not odd because there was an outage at this time of an earlier day: the
 * distance is at most that from the median of the last three days' means of this quarter, from the nearer one of two, or, while there is
 * one only, from the quarter before.
 *
 * It may be trusted as far as it forecasts: not at all while the mean error of the usual value at this time is not below that of the level of all
 * values, fully from four fifths of it on.
 */
export function createTimeOfDay(): Member & { readonly trust: () => number } {
  // the numbers of the whole day, then those of each part
  const state = new Float64Array(HEAD + PART_SIZE * DAY_PARTS);
  const parts = Array.from(
    { length: DAY_PARTS },
    (_, part) => state.subarray(HEAD + PART_SIZE * part, HEAD + PART_SIZE * (part + 1)),
  );

  /** The mean of the quarter before, or Infinity where it has none on this day. */
  function meanBefore(part: number, day: number): number {
    const before = parts[(part + DAY_PARTS - 1) % DAY_PARTS]!;
    const known = before[DAY_COUNT]! > 0 && before[LATEST_DAY] === (part === 0 ? day - 1 : day);
    return known ? before[DAY_MEAN]! : Infinity;
  }

  /** Scores the value of a part of a day before it is learnt. */
  function scoreOf(value: number, part: number, day: number): number {
    const own = parts[part]!;
    if (own[COUNT]! < PART_MIN_VALUES) return NaN;
    const mean = own[MEAN]!;
    const habit = own[PAST_DAYS]! < 2
      ? Math.abs(value - meanBefore(part, day))
      : distanceFromDays(value, own);
    const deviation = Math.sqrt((own[VARIANCE]! + state[DAY_VARIANCE]!) / 2) + resolutionAt(mean);
    return Math.min(Math.abs(value - mean), habit) / deviation;
  }

  function learn(value: number, own: Float64Array): void {
    const off = value - own[MEAN]!;
    if (own[COUNT]! > 0) state[DAY_VARIANCE]! += DAY_SHARE * (off * off - state[DAY_VARIANCE]!);
    const share = Math.max(1 / (own[COUNT]! + 1), PART_SHARE);
    own[COUNT]!++;
    own[MEAN]! += share * off;
    own[VARIANCE] = (1 - share) * (own[VARIANCE]! + share * off * off);
    own[DAY_MEAN]! += (value - own[DAY_MEAN]!) / ++own[DAY_COUNT]!;
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
      const day = Math.floor(timeSeconds / DAY_SECONDS);
      const seconds = timeSeconds - DAY_SECONDS * day;
      const part = Math.min(DAY_PARTS - 1, Math.floor(seconds / DAY_SECONDS * DAY_PARTS));
      beginDay(parts[part]!, day);
      const score = scoreOf(value, part, day);
      judge(value, parts[part]!);
      learn(value, parts[part]!);
      return score;
    },
  };
}

/** Moves the mean of a part's latest day to those of the past where the day is another one. */
function beginDay(own: Float64Array, day: number): void {
  if (own[LATEST_DAY] === day) return;
  if (own[DAY_COUNT]! > 0) {
    own.copyWithin(PAST_MEANS + 1, PAST_MEANS, PART_SIZE - 1);
    own[PAST_MEANS] = own[DAY_MEAN]!;
    own[PAST_DAYS]!++;
    own[DAY_COUNT] = 0;
  }
  own[LATEST_DAY] = day;
}

/** The distance of a value from the nearer one of two past means, or from the median of three. */
function distanceFromDays(value: number, own: Float64Array): number {
  const [a, b, c] = [own[PAST_MEANS]!, own[PAST_MEANS + 1]!, own[PAST_MEANS + 2]!];
  if (own[PAST_DAYS] === 2) return Math.min(Math.abs(value - a), Math.abs(value - b));
  return Math.abs(value - Math.max(Math.min(a, b), Math.min(Math.max(a, b), c)));
}
