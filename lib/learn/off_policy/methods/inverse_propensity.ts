import { stepEstimator } from "../estimator.ts";

/** mean(w r). */
export const ips = stepEstimator({
  name: "ips",
  about:
    "inverse propensity scoring: unbiased where the log may hold every action, its variance grows with the weights",
  source: 'Horvitz and Thompson, "A generalization of sampling without replacement", JASA 1952',
  needsModel: false,
});
