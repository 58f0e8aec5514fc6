import { number, wholeNumber } from "../../model/mod.ts";
import { createPeaksOverThreshold } from "./peaks_over_threshold.ts";
import { threshold, type ThresholdEntry } from "./threshold.ts";

/**
 * Peaks over a threshold for continuous operation. Unlike SPOT it counts peaks within `together` steps as one event, so that the rate is one
 * of events; its prior is a nearly exponential tail, so that 100 scores suffice to begin with; where scores are 0 but for lone events the tail begins
 * at these and not at 0; and of the highest share `censored` of the
 * peaks only the number counts, so that what an anomaly leaves behind hardly lifts the level. Therefore every score can be learnt from: the
 * tail is not cut off at the level, and what is new but lasts does not alarm for ever.
 *
 * Where alarms are overdue by the rate, the level is too high for these scores and comes down, until one is raised; an alarm too many does not raise it.
 * Asked for one alarm in 1,000 steps it raises about one behind the detector `ensemble`, on scores that are independent as well as on recorded
 * series where nothing is labelled.
 */
export const peaks: ThresholdEntry = threshold({
  name: "peaks",
  about:
    "peaks over a threshold for continuous operation: a false-alarm rate of events, with an exponential tail as the prior",
  source:
    'Pickands, "Statistical inference using extreme order statistics", Annals of Statistics 1975; after Siffer et al., KDD 2017',
  parameters: {
    quantile: number({
      about: "quantile of the first scores above which a score is a peak",
      range: [0.5, 0.999],
      default: 0.9,
    }),
    together: wholeNumber({
      about: "steps within which peaks are one event",
      unit: "steps",
      range: [1, 1000],
      default: 20,
    }),
    censored: number({
      about: "highest share of the peaks of which only the number counts",
      range: [0, 0.9],
      default: 0.2,
    }),
    tailShape: number({
      about: "prior of the tail's shape: 0 is exponential, above 0 heavier",
      range: [-0.4, 0.9],
      default: 0.1,
    }),
    feedback: number({
      about: "logarithm of the factor by which each alarm that is overdue raises the rate; 0: not at all",
      range: [0, 4],
      default: 2,
    }),
    priorWeight: number({
      about: "weight of the prior",
      unit: "peaks",
      range: [0, 10_000],
      default: 100,
    }),
  },
  create: (context, { quantile, together, censored, tailShape, priorWeight, feedback }) =>
    createPeaksOverThreshold({
      name: "peaks",
      quantile,
      together,
      prior: { shape: tailShape, weight: priorWeight },
      alarmsTeach: true,
      censored,
      cautious: true,
      feedback,
    }, context),
});
