import type { EstimatorEntry } from "../estimator.ts";
import type { Ratio } from "../ratios.ts";
import { DISCOUNT, productsOfWeights } from "../sequence_weights.ts";

/**
 * Sum over t of discount^t sum over episodes of (w(t) (r(t) - q(t)) + w(t - 1) v(t)), with w(t) the product of the ratios up to t over its
 * sum over all episodes, and w(-1) = 1 / n. An episode that has ended keeps its product and earns nothing more.
 */
export const weightedDr: EstimatorEntry = {
  name: "weighted-dr",
  about:
    "weighted doubly robust for episodes: products of ratios normalised over the episodes step by step, around a model of what is still to be earned",
  source:
    'Thomas and Brunskill, "Data-efficient off-policy policy evaluation for reinforcement learning", ICML 2016',
  judges: "episodes",
  needsModel: true,
  parameters: { discount: DISCOUNT },
  ratios: (log, { discount }) => {
    const { starts, rewards, expectedOfLogged, expectedOfTarget } = log;
    const episodes = starts.length - 1;
    const products = productsOfWeights(log);
    const ratios: Ratio[] = [];
    let before = new Float64Array(episodes).fill(1);
    const longest = starts.reduce(
      (most, start, g) => g === 0 ? 0 : Math.max(most, start - starts[g - 1]!),
      0,
    );
    for (let t = 0, factor = 1; t < longest; t++, factor *= Number(discount)) {
      const now = before.slice();
      const corrections = new Float64Array(episodes);
      const bases = new Float64Array(episodes);
      for (let g = 0; g < episodes; g++) {
        const i = starts[g]! + t;
        if (i >= starts[g + 1]!) continue;
        now[g] = products[i]!;
        corrections[g] = factor * now[g]! * (rewards[i]! - expectedOfLogged[i]!);
        bases[g] = factor * before[g]! * expectedOfTarget[i]!;
      }
      ratios.push({ numerators: bases, denominators: before }, {
        numerators: corrections,
        denominators: now,
      });
      before = now;
    }
    return ratios;
  },
};
