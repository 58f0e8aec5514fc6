import { number } from "../../../model/mod.ts";
import { fallingValues, stepEstimator } from "../estimator.ts";

/** mean(q(x) + lambda w / (w^2 + lambda) (r - q)): the direct method for lambda = 0, doubly robust for an infinite one. */
export const dros = stepEstimator({
  name: "dros",
  about: "doubly robust with weights shrunk to lambda w / (w^2 + lambda)",
  source:
    'Su, Dimakopoulou, Krishnamurthy and Dudik, "Doubly robust off-policy evaluation with shrinkage", ICML 2020',
  needsModel: true,
  parameters: {
    lambda: number({ about: "how little weights are shrunk; absent: chosen by SLOPE", range: [0, 1e18] }),
  },
  tuning: { parameter: "lambda", values: (largest) => fallingValues(100 * largest ** 2, 1) },
  weight: (w, { lambda }) => lambda === 0 ? 0 : lambda * w / (w * w + lambda),
});
