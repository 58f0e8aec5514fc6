import type { Member } from "../parts/member.ts";

/** Steps over which a change is measured. */
const LAG = 6;

/** How much a value has changed over six steps. */
export function createJump(): Member {
  // seen, then a ring of the latest values
  const state = new Float64Array(1 + LAG);
  return {
    state,
    next: (value) => {
      const seen = state[0]!;
      const at = 1 + seen % LAG;
      const score = seen < LAG ? NaN : Math.abs(value - state[at]!);
      state[at] = value;
      state[0] = seen + 1;
      return score;
    },
  };
}
