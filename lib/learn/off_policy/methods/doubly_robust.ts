import { stepEstimator } from "../estimator.ts";

/** mean(q(x) + w (r - q)). */
export const doublyRobustEstimator = stepEstimator({
  name: "dr",
  about:
    "doubly robust: the direct method, corrected by weighted residuals; unbiased if the model or the propensities are right",
  source: 'Dudik, Langford and Li, "Doubly robust policy evaluation and learning", ICML 2011',
  needsModel: true,
});
