import { UsageError } from "../../model/mod.ts";
import { createGaussianWeights, type Forgetting } from "./gaussian_weights.ts";
import { drawnIndex, indexOfLargest, type Learner, type Prior, type RowChoice } from "./learner.ts";
import { linearScores, savedWeights } from "./linear_scores.ts";

/** Options of `createEpsilonGreedy`. */
export interface EpsilonGreedyOptions extends Forgetting {
  /** What is known of the weights at first. */
  readonly prior: Prior;
  /** Probability of a choice at random, 0 to 1. */
  readonly epsilon: number;
}

/** The best row by a linear model, and with probability epsilon any row. Its propensities are exact. */
export function createEpsilonGreedy(options: EpsilonGreedyOptions): Learner {
  const { prior, epsilon, ...forgetting } = options;
  const weights = createGaussianWeights(prior, forgetting);
  const scores = (rows: readonly Float64Array[]) => linearScores(weights, rows);
  return {
    name: "epsilon-greedy",
    scores,
    choose: (rows, next) => greedyChoice(scores(rows), epsilon, next),
    upperBounds: scores,
    lowerBounds: scores,
    learn: (row, target) => weights.add(row, target),
    ...savedWeights("epsilon-greedy", weights),
  };
}

/** The largest score with probability 1 - epsilon, else any. @throws {UsageError} for an epsilon out of range */
export function greedyChoice(scores: Float64Array, epsilon: number, next: () => number): RowChoice {
  if (!(epsilon >= 0 && epsilon <= 1)) throw new UsageError(`epsilon must lie from 0 to 1, found ${epsilon}`);
  const propensities = new Float64Array(scores.length).fill(epsilon / scores.length);
  const best = indexOfLargest(scores);
  propensities[best] = propensities[best]! + 1 - epsilon;
  return { index: epsilon === 0 ? best : drawnIndex(propensities, next()), propensities };
}
