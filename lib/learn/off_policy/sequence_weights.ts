import { number } from "../../model/mod.ts";
import type { WeightedLog } from "./weighted_log.ts";

/** What the estimators of episodes have in common. */
export const DISCOUNT = number({
  about: "factor by which a reward counts less with each decision before it",
  range: [0, 1],
  default: 1,
});

/** Per decision the product of the weights of its episode up to it, its own among them. */
export function productsOfWeights({ starts, weights }: WeightedLog): Float64Array {
  const products = new Float64Array(weights.length);
  for (let g = 0; g + 1 < starts.length; g++) {
    let product = 1;
    for (let i = starts[g]!; i < starts[g + 1]!; i++) products[i] = product *= weights[i]!;
  }
  return products;
}
