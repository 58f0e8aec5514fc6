import { number } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createCusums, CUSUM_DEFAULTS } from "../parts/cusums.ts";

/** The largest of the two-sided cumulative sums of all dimensions, see `createCusums`; 0 to the ceiling, in standard deviations. */
export const cusum: DetectorEntry = detector({
  name: "cusum",
  about: "cumulative sums of each value's innovations: small shifts that last",
  source: 'Page, "Continuous inspection schemes", Biometrika 1954',
  parameters: {
    allowance: number({
      about: "half the shift to be detected",
      unit: "standard deviations",
      range: [0, 10],
      default: CUSUM_DEFAULTS.allowance,
    }),
    clip: number({
      about: "largest deviation that a single point adds",
      unit: "standard deviations",
      range: [1, 100],
      default: CUSUM_DEFAULTS.clip,
    }),
    ceiling: number({
      about: "largest value of a sum",
      unit: "standard deviations",
      range: [1, 1000],
      default: CUSUM_DEFAULTS.ceiling,
    }),
  },
  stream: ({ dimensions }, options) => {
    const cusums = createCusums(dimensions, options);
    return {
      fit: (warmup) => warmup.forEach(({ values }) => cusums.next(values)),
      update: ({ values }) => cusums.next(values),
      arrays: cusums.arrays,
    };
  },
});
