import { number } from "../../../model/mod.ts";
import { fallingValues, stepEstimator } from "../estimator.ts";

/** mean(q(x) + w (r - q) [w <= tau]). */
export const switchDr = stepEstimator({
  name: "switch-dr",
  about: "doubly robust where the weight is tau at most, elsewhere the direct method",
  source:
    'Wang, Agarwal and Dudik, "Optimal and adaptive off-policy evaluation in contextual bandits", ICML 2017',
  needsModel: true,
  parameters: {
    tau: number({
      about: "largest weight that still corrects the model; absent: chosen by SLOPE",
      range: [0, 1e12],
    }),
  },
  tuning: { parameter: "tau", values: (largest) => fallingValues(largest, 1) },
  weight: (w, { tau }) => w <= tau ? w : 0,
});
