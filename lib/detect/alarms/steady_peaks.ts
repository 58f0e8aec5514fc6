import { threshold, type ThresholdEntry } from "./threshold_entry.ts";
import { createPeaksOverThreshold } from "./peaks_over_threshold.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

/**
 * Peaks over a threshold for leaving switched on. Unlike SPOT it takes peaks within 20 steps for one event, so that the rate is one of
 * events; believes the tail to be near exponential until it knows better, so that 100 scores do to begin with; and lets the highest 40 % of
 * the peaks count without looking at how high they are. So what an anomaly leaves behind hardly lifts the level, and every score may
 * teach: the tail is not cut off at the level, and what is new but lasts does not alarm for ever. Asked for one alarm in 10,000 steps of
 * health it raises .5 to 1.5 behind the detector `ensemble` (scores that come in runs), and a quarter of one where scores are independent.
 */
export function createSteadyPeaks(context: ThresholdContext): Threshold {
  return createPeaksOverThreshold({
    name: "peaks",
    quantile: 0.9,
    together: 20,
    belief: { shape: 0.1, worth: 100 },
    alarmsTeach: true,
    censored: 0.4,
    cautious: true,
  }, context);
}

/** The entry of the catalogue. */
export const peaks: ThresholdEntry = threshold({
  name: "peaks",
  about:
    "peaks over a threshold for leaving switched on: a false-alarm rate of events, with a tail that is believed exponential until it is known better",
  source: "Pickands, Annals of Statistics 1975; after Siffer et al., KDD 2017",
  create: createSteadyPeaks,
});
