import { createSortedRing } from "../parts/sorted_ring.ts";
import { type Member, tiny } from "../parts/member.ts";

/** Values that it looks back on. */
const REACH = 2000;
/** Values before it says anything. */
const FEWEST = 20;
/** Standard deviations from the 5 % to the 95 % quantile of a normal distribution. */
const NORMAL_WIDTH = 3.29;

/** How far a value lies from the median of the last 2,000, in units of their spread from the 5 % to the 95 % quantile. */
export function createLevel(): Member {
  const latest = createSortedRing(REACH);
  const { state, sorted } = latest;

  function scoreOf(value: number): number {
    const { length } = latest;
    if (length <= FEWEST) return NaN;
    const quantile = (share: number) => sorted[Math.min(length - 1, Math.floor(share * length))]!;
    const median = quantile(0.5);
    const spread = (quantile(0.95) - quantile(0.05)) / NORMAL_WIDTH + tiny(median);
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
