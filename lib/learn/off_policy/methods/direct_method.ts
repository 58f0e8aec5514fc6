import { stepEstimator } from "../estimator.ts";

/** mean(q(x)): no weights, so no variance of theirs, and all of the model's bias. */
export const directMethod = stepEstimator({
  name: "dm",
  about:
    "direct method: the reward model's prediction, averaged over the actions of the policy that is judged",
  source: 'Dudik, Langford and Li, "Doubly robust policy evaluation and learning", ICML 2011, section 2',
  needsModel: true,
  weight: () => 0,
});
