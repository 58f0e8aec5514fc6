import { createGaussianWeights, type Forgetting } from "./gaussian_weights.ts";
import { certain, indexOfLargest, type Learner, type Prior } from "./learner.ts";
import { linearScores, savedWeights, standardErrors } from "./linear_scores.ts";

/** Options of `createLinUcb`. */
export interface LinUcbOptions extends Forgetting {
  /** What is known of the weights at first; `ridgePrior` for ridge regression. */
  readonly prior: Prior;
  /** Factor of the confidence bound, 0 or more. */
  readonly alpha: number;
}

/**
 * LinUCB with one model for all candidates (Li, Chu, Langford and Schapire, "A contextual-bandit approach to personalized news article
 * recommendation", WWW 2010): it chooses the largest x'theta + alpha sqrt(x' A^-1 x).
 */
export function createLinUcb({ prior, alpha, ...forgetting }: LinUcbOptions): Learner {
  const weights = createGaussianWeights(prior, forgetting);
  /** The scores, moved by so many standard errors. */
  const bounds = (rows: readonly Float64Array[], factor: number) => {
    const errors = standardErrors(weights, rows);
    return linearScores(weights, rows).map((score, i) => score + factor * errors[i]!);
  };
  return {
    name: "linear-ucb",
    scores: (rows) => linearScores(weights, rows),
    choose: (rows) => certain(indexOfLargest(bounds(rows, alpha)), rows.length),
    upperBounds: (rows) => bounds(rows, alpha),
    lowerBounds: (rows) => bounds(rows, -alpha),
    learn: (row, target) => weights.add(row, target),
    ...savedWeights("linear-ucb", weights),
  };
}
