import { keptArrays } from "./kept_arrays.ts";
import { createMoments } from "./moments.ts";
import type { StreamContext, StreamDetector } from "./stream_detector.ts";

/** Half the shift that is looked for, in standard deviations. */
const ALLOWANCE = 0.5;
const LEARNING = { share: 0.005, gate: 2 };
/** What a point counts at most, in standard deviations: a single one shall not stay in the sum for long. */
const MOST = 5;
/** What a sum holds at most, so that it is soon empty once a shift is over. */
const FULL = 20;

/**
 * Cumulative sums of how far a value lies above and below its mean, beyond half a standard deviation a point (Page, "Continuous inspection
 * schemes", Biometrika 1954), the largest of all dimensions: small shifts that last add up.
 */
export function createCusum({ dimensions }: StreamContext): StreamDetector {
  const moments = createMoments(dimensions, LEARNING);
  const z = new Float64Array(dimensions);
  const sums = new Float64Array(2 * dimensions);

  function update({ values }: { values: Float64Array }): number {
    moments.next(values, z);
    let worst = 0;
    for (let i = 0; i < dimensions; i++) {
      const bounded = Math.max(-MOST, Math.min(MOST, z[i]!));
      worst = Math.max(worst, addTo(sums, 2 * i, bounded));
    }
    return worst;
  }

  return {
    name: "cusum",
    fit: (warmup) => warmup.forEach(update),
    update,
    ...keptArrays("cusum", { ...moments.arrays, sums }),
  };
}

/**
 * Adds a deviation, in standard deviations, to the sum above at a place and to the sum below next to it.
 *
 * @returns the larger of the two
 */
export function addTo(sums: Float64Array, at: number, z: number): number {
  const above = Math.min(FULL, Math.max(0, sums[at]! + z - ALLOWANCE));
  const below = Math.min(FULL, Math.max(0, sums[at + 1]! - z - ALLOWANCE));
  sums[at] = above;
  sums[at + 1] = below;
  return Math.max(above, below);
}
