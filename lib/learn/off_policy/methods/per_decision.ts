import { number } from "../../../model/mod.ts";
import type { EstimatorEntry } from "../estimator.ts";
import { DISCOUNT, productsOfWeights } from "../sequence_weights.ts";

/** mean over episodes of sum over t of discount^t rho(t) r(t), rho(t) the product of the weights up to t. */
export const perDecision: EstimatorEntry = {
  name: "per-decision",
  about:
    "per-decision importance sampling: the reward of a decision, weighted by the product of the ratios up to it",
  source: 'Precup, Sutton and Singh, "Eligibility traces for off-policy policy evaluation", ICML 2000',
  judges: "episodes",
  needsModel: false,
  parameters: {
    discount: DISCOUNT,
    clip: number({
      about: "largest product of ratios; the rest of it is bias",
      range: [1, 1e12],
      default: 1e12,
    }),
  },
  ratios: (log, { discount, clip }) => {
    const { starts, rewards } = log;
    const products = productsOfWeights(log);
    const numerators = new Float64Array(starts.length - 1);
    for (let g = 0; g < numerators.length; g++) {
      for (let i = starts[g]!, factor = 1; i < starts[g + 1]!; i++, factor *= Number(discount)) {
        numerators[g]! += factor * Math.min(products[i]!, Number(clip)) * rewards[i]!;
      }
    }
    return [{ numerators, denominators: new Float64Array(numerators.length).fill(1) }];
  },
};
