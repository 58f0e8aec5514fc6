import { detector, type DetectorEntry } from "../detector_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import { createSortedRing } from "../parts/sorted_ring.ts";
import { medianDeviation, medianOf } from "../parts/median_deviation.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

/** Points that median and spread are taken of. */
const REACH = 256;
/** Of the median absolute deviation of a normal distribution to its standard deviation (Rousseeuw and Croux, JASA 1993). */
const NORMAL = 1.4826;
/** Where more than half of the values are the same, the furthest of them counts as so many standard deviations away. */
const FURTHEST = 4;
/** What any change of a constant counts. */
const NEW = 6;

/**
 * Distance from the median of the latest 256 points in median absolute deviations, scaled to standard deviations, the largest of all
 * dimensions (Iglewicz and Hoaglin, "How to detect and handle outliers", 1993). It learns from all points: an outage of less than
 * 128 points moves the median little.
 */
export function createRobustZ({ dimensions }: StreamContext): StreamDetector {
  const rings = Array.from({ length: dimensions }, () => createSortedRing(REACH));
  function update({ values }: { values: Float64Array }): number {
    let worst = 0;
    for (let i = 0; i < dimensions; i++) {
      const ring = rings[i]!;
      if (ring.length > 0) worst = Math.max(worst, robustDeviations(ring.sorted, ring.length, values[i]!));
      ring.add(values[i]!);
    }
    return worst;
  }

  return {
    name: "robust-z",
    fit: (warmup) => warmup.forEach(update),
    update,
    ...keptArrays("robust-z", Object.fromEntries(rings.map(({ state }, i) => [`ring${i}`, state]))),
  };
}

/** How far a value lies from the first `length` of some sorted ones. */
function robustDeviations(sorted: Float64Array, length: number, value: number): number {
  const median = medianOf(sorted, length);
  const off = Math.abs(value - median);
  if (off === 0) return 0;
  const spread = NORMAL * medianDeviation(sorted, length, median);
  if (spread > 0) return off / spread;
  const furthest = Math.max(median - sorted[0]!, sorted[length - 1]! - median);
  return furthest > 0 ? FURTHEST * off / furthest : NEW;
}

/** The entry of the catalogue. */
export const robustZ: DetectorEntry = detector({
  name: "robust-z",
  about: "distance from the median of a sliding window in robust standard deviations",
  source: 'Iglewicz and Hoaglin, "How to detect and handle outliers", 1993',
  stream: createRobustZ,
});
