import { createInnovations } from "../parts/innovations.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

/** Half the shift that is looked for, in standard deviations. */
const ALLOWANCE = 0.75;
const LEARNING = { share: 0.005, gate: 3 };
/** What a point counts at most, in standard deviations: a single one shall not stay in the sum for long. */
const MOST = 8;
/** What a sum holds at most, so that it is soon empty once a shift is over. */
const FULL = 10;

/** Cumulative sums of some values. */
export interface Cusums {
  /** All that is remembered. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Adds a point. @returns the largest sum of all values, 0 to 10 */
  next(values: Float64Array): number;
}

/**
 * Cumulative sums of how far the news of a value lie above and below their mean, beyond three quarters of a standard deviation a point (Page,
 * "Continuous inspection schemes", Biometrika 1954): small shifts that last add up. News is what the value before it
 * doesn't explain, see `createInnovations`: sums of values that come in runs would never be empty.
 */
export function createCusums(dimensions: number): Cusums {
  const innovations = createInnovations(dimensions, LEARNING);
  const z = new Float64Array(dimensions);
  const sums = new Float64Array(2 * dimensions);
  return {
    arrays: { ...innovations.arrays, sums },
    next: (values) => {
      innovations.next(values, z);
      let worst = 0;
      for (let i = 0; i < dimensions; i++) {
        const bounded = Math.max(-MOST, Math.min(MOST, z[i]!));
        worst = Math.max(worst, addTo(sums, 2 * i, bounded, ALLOWANCE));
      }
      return worst;
    },
  };
}

/** The largest of the cumulative sums of all dimensions, `createCusums` on its own. */
export function createCusum({ dimensions }: StreamContext): StreamDetector {
  const cusums = createCusums(dimensions);
  return {
    name: "cusum",
    fit: (warmup) => warmup.forEach(({ values }) => cusums.next(values)),
    update: ({ values }) => cusums.next(values),
    ...keptArrays("cusum", cusums.arrays),
  };
}

/**
 * Adds a deviation, in standard deviations, to the sum above at a place and to the sum below next to it.
 *
 * @param allowance what a deviation has to exceed to count
 * @returns the larger of the two
 */
export function addTo(sums: Float64Array, at: number, z: number, allowance: number): number {
  const above = Math.min(FULL, Math.max(0, sums[at]! + z - allowance));
  const below = Math.min(FULL, Math.max(0, sums[at + 1]! - z - allowance));
  sums[at] = above;
  sums[at + 1] = below;
  return Math.max(above, below);
}
