import { detector, type DetectorEntry } from "../detector_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import { createMoments } from "../parts/moments.ts";
import { largestSize } from "../parts/largest_size.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

const LEARNING = { share: 0.02, gate: 4 };

/**
 * Distance from an exponentially weighted mean in exponentially weighted standard deviations, the largest of all dimensions: the last 50 points
 * or so are what is normal, and what is far out is learnt from as if it stood at the gate (Roberts, "Control chart tests
 * based on geometric moving averages", Technometrics 1959).
 */
export function createEwma({ dimensions }: StreamContext): StreamDetector {
  const moments = createMoments(dimensions, LEARNING);
  const z = new Float64Array(dimensions);

  function update({ values }: { values: Float64Array }): number {
    moments.next(values, z);
    return largestSize(z);
  }

  return {
    name: "ewma",
    fit: (warmup) => warmup.forEach(update),
    update,
    ...keptArrays("ewma", moments.arrays),
  };
}

/** The entry of the catalogue. */
export const ewma: DetectorEntry = detector({
  name: "ewma",
  about: "distance from an exponentially weighted mean in exponentially weighted standard deviations",
  source: 'Roberts, "Control chart tests based on geometric moving averages", Technometrics 1959',
  stream: createEwma,
});
