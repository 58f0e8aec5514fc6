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
  /** How far its score of the latest value may be trusted, 0 to 1; absent: fully. */
  readonly trust?: () => number;
  /**
   * How much of a record its score of the latest value is, 0 to 1. A member that has records is believed only as far as that, or as far as the value
   * is off (`supportAt`): it sees an anomaly in what is new by a hair. Absent: it is always believed.
   */
  readonly record?: () => number;
  /** The most that its score of the latest value can surprise, -log10 of a probability, where that is known better than by earlier scores; absent: no limit. */
  readonly mostSurprise?: () => number;
}

/** Values before the level is judged. */
const LEVEL_MIN_VALUES = 20;
/** Standard deviations between the 5 % and the 95 % quantile of a normal distribution. */
const NORMAL_WIDTH = 3.29;

/** A level, which knows how far its values are spread. */
export interface Level extends Member {
  /** The spread that the latest value was judged by, a standard deviation where the values are normally distributed; 0 before there is one. */
  spread(): number;
}

/**
 * Distance from the median of the latest values, in units of their spread between the 5 % and the 95 % quantile.
 *
 * @param options.values how many of the latest values it remembers
 * @param options.leastSpread below which the spread is not taken to be
 */
export function createLevel(
  { values, leastSpread }: { readonly values: number; readonly leastSpread?: () => number },
): Level {
  const latest = createSortedRing(values);
  const { state, sorted } = latest;
  let spread = 0;

  function scoreOf(value: number): number {
    const { length } = latest;
    if (length <= LEVEL_MIN_VALUES) return NaN;
    const quantile = (share: number) => sorted[Math.min(length - 1, Math.floor(share * length))]!;
    const median = quantile(0.5);
    const own = (quantile(0.95) - quantile(0.05)) / NORMAL_WIDTH + resolutionAt(median);
    spread = Math.max(own, leastSpread?.() ?? 0);
    return Math.abs(value - median) / spread;
  }

  return {
    state,
    spread: () => spread,
    next: (value) => {
      const score = scoreOf(value);
      latest.add(value);
      return score;
    },
  };
}

/** Steps over which a jump is measured. */
const JUMP_STEPS = 6;
/** Share by which a jump must be larger than all before it to be a record, jumps before there is one, and the share of the largest that fades in a step. */
const JUMP_RECORD = { beyond: 0.03, minJumps: 50, decay: 1e-5 };

/** Absolute change of a value over six steps. */
export function createJump(): Member & Required<Pick<Member, "record">> {
  // values seen, the largest jump, how much of a record the latest is, then a ring of the latest values
  const state = new Float64Array(3 + JUMP_STEPS);

  function recordOf(score: number): number {
    const [seen, largest] = state as unknown as [number, number];
    if (seen < JUMP_STEPS + JUMP_RECORD.minJumps) return 0;
    if (largest === 0) return score > 0 ? 1 : 0;
    return Math.max(0, Math.min(1, (score / largest - 1) / JUMP_RECORD.beyond));
  }

  return {
    state,
    record: () => state[2]!,
    next: (value) => {
      const seen = state[0]!;
      const at = 3 + seen % JUMP_STEPS;
      const score = seen < JUMP_STEPS ? NaN : Math.abs(value - state[at]!);
      state[2] = recordOf(score);
      if (score >= 0) state[1] = Math.max(state[1]! * (1 - JUMP_RECORD.decay), score);
      state[at] = value;
      state[0] = seen + 1;
      return score;
    },
  };
}

/** Values before the range is judged. */
const RANGE_MIN_VALUES = 50;
/** Share of its width by which the low end of the range rises in a step, so that an old low does not count as normal for ever. */
const RANGE_DECAY = 1e-5;
/** Share of the width by which a value must be outside of the range to be a record. */
const RANGE_RECORD = 0.1;
/** How many times as surprising a value outside of the range may be as with an exponential tail; with 1 real ones are told a little worse. */
const RANGE_TAIL = 1.25;

/**
 * Distance outside of the range of all earlier values, in widths of that range; 0 inside.
 *
 * Too few values are ever outside to learn how rare each distance is. Of n values with an exponential tail of scale s the range is s ln(n) wide, the
 * next one is outside with a probability of 1 / n, and by another share d of the width with n^-d: the surprise is at most about (1 + d) log10(n).
 */
export function createRange(): Member & Required<Pick<Member, "record" | "mostSurprise">> {
  // values seen, lowest, highest, how much of a record the latest is
  const state = new Float64Array(4);
  let mostSurprise = 0;
  return {
    state,
    record: () => state[3]!,
    mostSurprise: () => mostSurprise,
    next: (value) => {
      const [seen, low, high] = state as unknown as [number, number, number];
      const width = high - low + resolutionAt(high);
      const score = seen < RANGE_MIN_VALUES
        ? NaN
        : Math.max(0, (value - high) / width, (low - value) / width);
      state[0] = seen + 1;
      state[1] = seen === 0 ? value : Math.min(low + RANGE_DECAY * (high - low), value);
      state[2] = seen === 0 ? value : Math.max(high, value);
      state[3] = score > 0 ? Math.min(1, score / RANGE_RECORD) : 0;
      mostSurprise = score > 0 ? RANGE_TAIL * (1 + score) * Math.log10(seen + 1) : 0;
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
