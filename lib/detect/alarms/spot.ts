import { threshold, type ThresholdEntry } from "./threshold_entry.ts";
import { createPeaksOverThreshold } from "./peaks_over_threshold.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

/**
 * SPOT as its paper has it (Siffer, Fouque, Termier, Largouet, "Anomaly detection in streams with extreme value theory", KDD 2017,
 * algorithm 1): peaks are what lies above the 98 % quantile of the scores it learns from, and alarms teach it nothing. That cuts the tail
 * off at the level, step by step: asked for one alarm in 1,000 exponential scores it raises eight.
 */
export function createSpot(context: ThresholdContext): Threshold {
  return createPeaksOverThreshold(
    {
      name: "spot",
      quantile: 0.98,
      together: 1,
      belief: { shape: 0, worth: 0 },
      alarmsTeach: false,
      censored: 0,
      cautious: false,
    },
    context,
  );
}

/** The entry of the catalogue. */
export const spot: ThresholdEntry = threshold({
  name: "spot",
  about: "peaks over a threshold as published: alarms teach nothing",
  source: "Siffer, Fouque, Termier, Largouet, KDD 2017, algorithm 1",
  create: createSpot,
});
