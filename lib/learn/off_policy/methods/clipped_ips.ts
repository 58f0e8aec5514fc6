import { number } from "../../../model/mod.ts";
import { fallingValues, stepEstimator } from "../estimator.ts";

/** mean(min(w, lambda) r). */
export const clippedIps = stepEstimator({
  name: "clipped-ips",
  about: "inverse propensity scoring with weights of lambda at most",
  source: 'Ionides, "Truncated importance sampling", Journal of Computational and Graphical Statistics 2008',
  needsModel: false,
  parameters: {
    lambda: number({ about: "largest weight; absent: chosen by SLOPE", range: [0, 1e12] }),
  },
  tuning: { parameter: "lambda", values: (largest) => fallingValues(largest, 1) },
  weight: (w, { lambda }) => Math.min(w, lambda),
});
