import { type Member, tiny } from "../parts/member.ts";

const FEWEST = 50;
/** Share of its width by which the range narrows in a step, so that what was once seen is not normal for ever. */
const FORGETTING = 1e-5;

/** How far a value lies outside of all that were seen, in widths of their range; 0 inside. */
export function createRange(): Member {
  // seen, lowest, highest
  const state = new Float64Array(3);
  return {
    state,
    next: (value) => {
      const [seen, low, high] = state as unknown as [number, number, number];
      const width = high - low + tiny(high);
      const score = seen < FEWEST ? NaN : Math.max(0, (value - high) / width, (low - value) / width);
      state[0] = seen + 1;
      state[1] = seen === 0 ? value : Math.min(low + FORGETTING * (high - low), value);
      state[2] = seen === 0 ? value : Math.max(high, value);
      return score;
    },
  };
}
