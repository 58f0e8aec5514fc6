import { type Member, tiny } from "./member.ts";

/** Values that it looks back on. */
const REACH = 2000;
/** Values before it says anything. */
const FEWEST = 20;
/** Standard deviations from the 5 % to the 95 % quantile of a normal distribution. */
const NORMAL_WIDTH = 3.29;

/**
 * How far a value lies from the median of the last 2,000, in units of their spread from the 5 % to the 95 % quantile. The values are
 * kept twice, by age and in order, so that no step has to sort them.
 */
export function createLevel(): Member {
  // seen, then a ring by age, then the same values in order
  const state = new Float64Array(1 + 2 * REACH);
  const ring = state.subarray(1, 1 + REACH);
  const sorted = state.subarray(1 + REACH);

  /** The place of the first that is not smaller. */
  function placeOf(value: number, length: number): number {
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function learn(value: number): void {
    const seen = state[0]!;
    const at = seen % REACH;
    const last = Math.min(seen, REACH - 1);
    const out = seen < REACH ? last : placeOf(ring[at]!, REACH);
    const into = placeOf(value, Math.min(seen, REACH));
    if (into > out) {
      sorted.copyWithin(out, out + 1, into);
      sorted[into - 1] = value;
    } else {
      sorted.copyWithin(into + 1, into, out);
      sorted[into] = value;
    }
    ring[at] = value;
    state[0] = seen + 1;
  }

  return {
    state,
    next: (value) => {
      const length = Math.min(state[0]!, REACH);
      let score = 0;
      if (length > FEWEST) {
        const quantile = (share: number) => sorted[Math.min(length - 1, Math.floor(share * length))]!;
        const median = quantile(0.5);
        const spread = (quantile(0.95) - quantile(0.05)) / NORMAL_WIDTH + tiny(median);
        score = Math.abs(value - median) / spread;
      }
      learn(value);
      return score;
    },
  };
}
