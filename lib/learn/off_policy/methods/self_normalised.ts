import { stepEstimator } from "../estimator.ts";

/** mean(w r) / mean(w). */
export const snips = stepEstimator({
  name: "snips",
  about: "self-normalised inverse propensity scoring: slightly biased, never beyond the logged rewards",
  source: 'Swaminathan and Joachims, "The self-normalized estimator for counterfactual learning", NIPS 2015',
  needsModel: false,
  selfNormalised: true,
});
