import { createInnovations } from "./innovations.ts";

/** How cumulative sums are kept. Deviations are counted in standard deviations of what is usually new in a value. */
export interface CusumOptions {
  /** Half the shift that is looked for: what a deviation has to exceed to count. */
  readonly allowance: number;
  /** What one point counts at most, so that a single one does not stay in the sum for long. */
  readonly clip: number;
  /** What a sum holds at most, so that it is soon empty once a shift is over. */
  readonly ceiling: number;
}

/** The options where nobody says otherwise. */
export const CUSUM_DEFAULTS: CusumOptions = { allowance: 0.75, clip: 8, ceiling: 10 };

/** How mean and spread of what is new in a value are learnt. */
const LEARNING = { share: 0.005, gate: 3 };

/** Cumulative sums of some values. */
export interface Cusums {
  /** All that is remembered. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Adds a point. @returns the largest sum of all values, 0 to the ceiling */
  next(values: Float64Array): number;
}

/**
 * Cumulative sums of how far the news of a value lie above and below their mean, beyond an allowance a point (Page,
 * "Continuous inspection schemes", Biometrika 1954): small shifts that last add up. News is what the value before it
 * doesn't explain, see `createInnovations`: sums of values that come in runs would never be empty.
 */
export function createCusums(dimensions: number, options: CusumOptions = CUSUM_DEFAULTS): Cusums {
  const { clip } = options;
  const innovations = createInnovations(dimensions, LEARNING);
  const z = new Float64Array(dimensions);
  const sums = new Float64Array(2 * dimensions);
  return {
    arrays: { ...innovations.arrays, sums },
    next: (values) => {
      innovations.next(values, z);
      let worst = 0;
      for (let i = 0; i < dimensions; i++) {
        const bounded = Math.max(-clip, Math.min(clip, z[i]!));
        worst = Math.max(worst, addTo(sums, 2 * i, bounded, options));
      }
      return worst;
    },
  };
}

/**
 * Adds a deviation, in standard deviations, to the sum above at a place and to the sum below next to it.
 *
 * @returns the larger of the two
 */
export function addTo(
  sums: Float64Array,
  at: number,
  z: number,
  { allowance, ceiling }: Pick<CusumOptions, "allowance" | "ceiling">,
): number {
  const above = Math.min(ceiling, Math.max(0, sums[at]! + z - allowance));
  const below = Math.min(ceiling, Math.max(0, sums[at + 1]! - z - allowance));
  sums[at] = above;
  sums[at + 1] = below;
  return Math.max(above, below);
}
