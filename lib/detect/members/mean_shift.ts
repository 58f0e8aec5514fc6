import { type Member, tiny } from "../parts/member.ts";

/** Values in a mean. */
const WIDTH = 30;
/** Means that the usual one is learnt from, with weights that fall off exponentially. */
const REACH = 1000;
const FEWEST = 10;

/** How far the mean of the last 30 values lies from where such means usually lie, in standard deviations of theirs. */
export function createMeanShift(): Member {
  // seen, mean of the means, their variance, then a ring of the latest values
  const state = new Float64Array(3 + WIDTH);
  const ring = state.subarray(3);
  return {
    state,
    next: (value) => {
      const seen = state[0]!++;
      ring[seen % WIDTH] = value;
      if (seen < WIDTH - 1) return NaN;
      let sum = 0;
      for (let i = 0; i < WIDTH; i++) sum += ring[i]!;
      const means = seen - WIDTH + 2;
      const [usual, variance] = [state[1]!, state[2]!];
      const off = sum / WIDTH - usual;
      const share = Math.max(1 / means, 1 / REACH);
      state[1] = usual + share * off;
      state[2] = (1 - share) * (variance + share * off * off);
      return means < FEWEST ? NaN : Math.abs(off) / (Math.sqrt(variance) + tiny(usual));
    },
  };
}
