import { stepEstimator } from "../estimator.ts";

/** mean(q(x)) + mean(w (r - q)) / mean(w). */
export const sndr = stepEstimator({
  name: "sndr",
  about: "doubly robust with the weights of the residuals normalised to a mean of 1",
  source:
    'Thomas and Brunskill, "Data-efficient off-policy policy evaluation for reinforcement learning", ICML 2016',
  needsModel: true,
  selfNormalised: true,
});
