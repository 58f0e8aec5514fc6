import { number } from "../../model/mod.ts";
import { createPeaksOverThreshold } from "./peaks_over_threshold.ts";
import { type Threshold, threshold, type ThresholdContext, type ThresholdEntry } from "./threshold.ts";

/** The quantile of the paper. */
export const SPOT_QUANTILE = 0.98;

/**
 * SPOT as published: peaks are the scores above a quantile of those it is fitted to, and alarms are not learnt from. That cuts the tail off at
 * the level, step by step: asked for one alarm in 1,000 exponential scores it raises eight.
 *
 * @param options.quantile in (0, 1)
 */
export function createSpot(
  context: ThresholdContext,
  { quantile }: { readonly quantile: number },
): Threshold {
  return createPeaksOverThreshold({
    name: "spot",
    quantile,
    together: 1,
    prior: { shape: 0, weight: 0 },
    alarmsTeach: false,
    censored: 0,
    cautious: false,
    feedback: 0,
  }, context);
}

/** The entry of the catalogue, see `createSpot`. */
export const spot: ThresholdEntry = threshold({
  name: "spot",
  about: "peaks over a threshold as published: alarms are not learnt from",
  source:
    'Siffer, Fouque, Termier, Largouet, "Anomaly detection in streams with extreme value theory", KDD 2017, algorithm 1',
  parameters: {
    quantile: number({
      about: "quantile of the first scores above which a score is a peak",
      range: [0.5, 0.999],
      default: SPOT_QUANTILE,
    }),
  },
  create: createSpot,
});
