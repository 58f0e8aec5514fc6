import { wholeNumber } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createSortedRing, medianDeviation, medianOf } from "../parts/sorted_ring.ts";

/** Ratio of a normal distribution's standard deviation to its median absolute deviation (Rousseeuw and Croux, JASA 1993). */
const MAD_TO_SIGMA = 1.4826;
/** If the MAD is 0: the score of the value of the window that lies farthest from the median. */
const FARTHEST_SCORE = 4;
/** The score of any change of a constant. */
const CHANGED_CONSTANT_SCORE = 6;

/**
 * |x - median| / (1.4826 MAD), the largest of all dimensions; median and median absolute deviation (MAD) are those of a sliding window. All
 * points are learnt from: an outage shorter than half the window moves the median little.
 */
export const robustZ: DetectorEntry = detector({
  name: "robust-z",
  about: "distance from the median of a sliding window in robust standard deviations",
  source: 'Iglewicz and Hoaglin, "How to detect and handle outliers", 1993',
  parameters: {
    window: wholeNumber({
      about: "points from which median and MAD are taken",
      unit: "points",
      range: [3, 10_000],
      default: 256,
    }),
  },
  stream: ({ dimensions }, { window }) => {
    const rings = Array.from({ length: dimensions }, () => createSortedRing(window));

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
      fit: (warmup) => warmup.forEach(update),
      update,
      arrays: Object.fromEntries(rings.map(({ state }, i) => [`ring${i}`, state])),
    };
  },
});

/** Distance of a value from the median of the first `length` values of a sorted array, in robust standard deviations. */
function robustDeviations(sorted: Float64Array, length: number, value: number): number {
  const median = medianOf(sorted, length);
  const off = Math.abs(value - median);
  if (off === 0) return 0;
  const spread = MAD_TO_SIGMA * medianDeviation(sorted, length, median);
  if (spread > 0) return off / spread;
  const farthest = Math.max(median - sorted[0]!, sorted[length - 1]! - median);
  return farthest > 0 ? FARTHEST_SCORE * off / farthest : CHANGED_CONSTANT_SCORE;
}
