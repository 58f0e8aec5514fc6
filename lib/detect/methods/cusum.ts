import { number } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector_entry.ts";
import { createCusums, CUSUM_DEFAULTS } from "../parts/cusums.ts";
import { keptArrays } from "../state/kept_arrays.ts";

/** The largest of the cumulative sums of all dimensions: small shifts that last add up. */
export const cusum: DetectorEntry = detector({
  name: "cusum",
  about: "cumulative sums of what is new in each value: small shifts that last",
  source: 'Page, "Continuous inspection schemes", Biometrika 1954',
  parameters: {
    allowance: number({
      about: "half the shift that is looked for",
      unit: "standard deviations",
      range: [0, 10],
      default: CUSUM_DEFAULTS.allowance,
    }),
    clip: number({
      about: "what one point counts at most",
      unit: "standard deviations",
      range: [1, 100],
      default: CUSUM_DEFAULTS.clip,
    }),
    ceiling: number({
      about: "what a sum holds at most",
      unit: "standard deviations",
      range: [1, 1000],
      default: CUSUM_DEFAULTS.ceiling,
    }),
  },
  stream: ({ dimensions }, options) => {
    const cusums = createCusums(dimensions, options);
    return {
      name: "cusum",
      fit: (warmup) => warmup.forEach(({ values }) => cusums.next(values)),
      update: ({ values }) => cusums.next(values),
      ...keptArrays("cusum", cusums.arrays),
    };
  },
});
