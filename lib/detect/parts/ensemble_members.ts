import { resolutionAt } from "./moments.ts";
import { createSortedRing } from "./sorted_ring.ts";

/** One criterion of the ensemble: maps a value to a raw score. */
export interface Member {
  /** The whole state; writing into it restores another one. */
  readonly state: Float64Array;
  /**
   * Scores a value, then learns from it.
   *
   * @returns 0 or more, on a scale of the member's own; NaN while it has seen too few values
   */
  next(value: number, timeSeconds: number): number;
}

/** The level's window, values. */
const LEVEL_WINDOW = 2000;
/** Values before the level is judged. */
const LEVEL_MIN_VALUES = 20;
/** Standard deviations between the 5 % and the 95 % quantile of a normal distribution. */
const NORMAL_WIDTH = 3.29;

/** Distance from the median of the last 2,000 values, in units of their spread between the 5 % and the 95 % quantile. */
export function createLevel(): Member {
  const latest = createSortedRing(LEVEL_WINDOW);
  const { state, sorted } = latest;

  function scoreOf(value: number): number {
    const { length } = latest;
    if (length <= LEVEL_MIN_VALUES) return NaN;
    const quantile = (share: number) => sorted[Math.min(length - 1, Math.floor(share * length))]!;
    const median = quantile(0.5);
    const spread = (quantile(0.95) - quantile(0.05)) / NORMAL_WIDTH + resolutionAt(median);
    return Math.abs(value - median) / spread;
  }

  return {
    state,
    next: (value) => {
      const score = scoreOf(value);
      latest.add(value);
      return score;
    },
  };
}

/** Steps over which a jump is measured. */
const JUMP_STEPS = 6;

/** Absolute change of a value over six steps. */
export function createJump(): Member {
  // values seen, then a ring of the latest values
  const state = new Float64Array(1 + JUMP_STEPS);
  return {
    state,
    next: (value) => {
      const seen = state[0]!;
      const at = 1 + seen % JUMP_STEPS;
      const score = seen < JUMP_STEPS ? NaN : Math.abs(value - state[at]!);
      state[at] = value;
      state[0] = seen + 1;
      return score;
    },
  };
}

const DAY_SECONDS = 86_400;
/** Parts of a day, a quarter of an hour each. */
const DAY_PARTS = 96;
/** Values that a part of the day must have seen before it is judged. */
const PART_MIN_VALUES = 4;
/** Smallest weight of a new value in its part of the day. */
const PART_SHARE = 0.05;
/** Weight of a new value in the variance over the whole day. */
const DAY_SHARE = 0.005;

/**
 * Distance from the usual value at this time of the day (UTC) in standard deviations; the variance is the mean of that of this quarter of
 * an hour and that of the whole day.
 */
export function createTimeOfDay(): Member {
  // the variance of the whole day; then of each part: values, mean, variance, the day of its latest value, values and mean on that day, and
  // the means on the three days before that had values, the latest first
  const state = new Float64Array(1 + PART_SIZE * DAY_PARTS);

  /** Moves the mean of the part's latest day to those of the days before, where the day is another one. */
  function beginDay(at: number, day: number): void {
    if (state[at + 4]! > 0 && state[at + 3] !== day) {
      state.copyWithin(at + 7, at + 6, at + 9);
      state[at + 6] = state[at + 5]!;
      state[at + 9]! ++;
      state[at + 4] = 0;
    }
    state[at + 3] = day;
  }

  /** The smallest distance of a value from what is usual on most of the three latest days. */
  function distanceOfDays(at: number, value: number, day: number): number {
    const days = Math.min(3, state[at + 9]!);
    const [a, b, c] = [state[at + 6]!, state[at + 7]!, state[at + 8]!];
    if (days === 3) return Math.abs(value - Math.max(Math.min(a, b), Math.min(Math.max(a, b), c)));
    return days === 2 ? Math.min(Math.abs(value - a), Math.abs(value - b)) : before(at, value, day);
  }

  function before(at: number, value: number, day: number): number {
    const first = at === 1;
    const p = first ? 1 + PART_SIZE * (DAY_PARTS - 1) : at - PART_SIZE;
    return state[p + 4]! > 0 && state[p + 3] === (first ? day - 1 : day) ? Math.abs(value - state[p + 5]!) : Infinity;
  }

  return {
    state,
    next: (value, timeSeconds) => {
      const day = Math.floor(timeSeconds / DAY_SECONDS);
      const seconds = timeSeconds - DAY_SECONDS * day;
      const at = 1 + PART_SIZE * Math.min(DAY_PARTS - 1, Math.floor(seconds / DAY_SECONDS * DAY_PARTS));
      beginDay(at, day);
      const [all, count, mean, variance] = [state[0]!, state[at]!, state[at + 1]!, state[at + 2]!];
      const off = value - mean;
      const distance = Math.min(Math.abs(off), distanceOfDays(at, value, day));
      if (count > 0) state[0] = all + DAY_SHARE * (off * off - all);
      const share = Math.max(1 / (count + 1), PART_SHARE);
      state[at] = count + 1;
      state[at + 1] = mean + share * off;
      state[at + 2] = (1 - share) * (variance + share * off * off);
      state[at + 4]!++;
      state[at + 5]! += (value - state[at + 5]!) / state[at + 4]!;
      return count < PART_MIN_VALUES
        ? NaN
        : distance / (Math.sqrt((variance + all) / 2) + resolutionAt(mean));
    },
  };
}
const PART_SIZE = 10;

/** Values before the range is judged. */
const RANGE_MIN_VALUES = 50;
/** Share of its width by which the range narrows in a step, so that an old extreme does not count as normal for ever. */
const RANGE_DECAY = 1e-5;

/** Distance outside of the range of all earlier values, in widths of that range; 0 inside. */
export function createRange(): Member {
  // values seen, lowest, highest
  const state = new Float64Array(3);
  return {
    state,
    next: (value) => {
      const [seen, low, high] = state as unknown as [number, number, number];
      const width = high - low + resolutionAt(high);
      const score = seen < RANGE_MIN_VALUES
        ? NaN
        : Math.max(0, (value - high) / width, (low - value) / width);
      state[0] = seen + 1;
      state[1] = seen === 0 ? value : Math.min(low + RANGE_DECAY * (high - low), value);
      state[2] = seen === 0 ? value : Math.max(high, value);
      return score;
    },
  };
}

/** Values in a running mean. */
const MEAN_WINDOW = 30;
/** Running means, exponentially weighted, from which the usual one is learnt. */
const MEANS_MEMORY = 1000;
/** Running means before one is judged. */
const MIN_MEANS = 10;

/** Distance of the mean of the last 30 values from the usual such mean, in standard deviations of these means. */
export function createMeanShift(): Member {
  // values seen, mean of the means, their variance, then a ring of the latest values
  const state = new Float64Array(3 + MEAN_WINDOW);
  const ring = state.subarray(3);
  return {
    state,
    next: (value) => {
      const seen = state[0]!++;
      ring[seen % MEAN_WINDOW] = value;
      if (seen < MEAN_WINDOW - 1) return NaN;
      let sum = 0;
      for (let i = 0; i < MEAN_WINDOW; i++) sum += ring[i]!;
      const means = seen - MEAN_WINDOW + 2;
      const [usual, variance] = [state[1]!, state[2]!];
      const off = sum / MEAN_WINDOW - usual;
      const share = Math.max(1 / means, 1 / MEANS_MEMORY);
      state[1] = usual + share * off;
      state[2] = (1 - share) * (variance + share * off * off);
      return means < MIN_MEANS ? NaN : Math.abs(off) / (Math.sqrt(variance) + resolutionAt(usual));
    },
  };
}
