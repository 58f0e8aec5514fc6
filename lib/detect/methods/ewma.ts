import { number } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createMoments, largestSize } from "../parts/moments.ts";

/**
 * |x - m| / s with an exponentially weighted mean m and standard deviation s, the largest of all dimensions. A share of w remembers about
 * the last 1 / w points; a point beyond the gate is clipped to it before it is learnt from. See `createMoments`.
 */
export const ewma: DetectorEntry = detector({
  name: "ewma",
  about: "distance from an exponentially weighted mean in exponentially weighted standard deviations",
  source: 'Roberts, "Control chart tests based on geometric moving averages", Technometrics 1959',
  parameters: {
    share: number({
      about: "weight of the newest point in mean and variance",
      range: [1e-4, 0.5],
      default: 0.02,
    }),
    gate: number({
      about: "largest deviation that is learnt from, farther points are clipped to it",
      unit: "standard deviations",
      range: [1, 100],
      default: 4,
    }),
  },
  stream: ({ dimensions }, options) => {
    const moments = createMoments(dimensions, options);
    const z = new Float64Array(dimensions);

    function update({ values }: { values: Float64Array }): number {
      moments.next(values, z);
      return largestSize(z);
    }

    return {
      fit: (warmup) => warmup.forEach(update),
      update,
      arrays: moments.arrays,
    };
  },
});
