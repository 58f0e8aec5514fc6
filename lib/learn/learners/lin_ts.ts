import { normalQuantile } from "../../random/normal.ts";
import { createGaussianWeights, type Forgetting, type GaussianWeights } from "./gaussian_weights.ts";
import { drawnIndex, indexOfLargest, type Learner, type Prior, type RowChoice } from "./learner.ts";
import { covariances, linearScores, savedWeights, standardErrors } from "./linear_scores.ts";

/** Options of `createLinTs`. */
export interface LinTsOptions extends Forgetting {
  /** What is known of the weights at first; `ridgePrior` for ridge regression. */
  readonly prior: Prior;
  /** Factor of the posterior's standard deviation, 0 or more. */
  readonly alpha: number;
  /** Draws of the weights by which propensities are estimated. Default `PROPENSITY_DRAWS`. */
  readonly draws?: number;
}

/** Draws of the weights by which propensities are estimated: with a standard error of at most 0.03. */
export const PROPENSITY_DRAWS = 256;

/** Largest standard errors by which a bound lies off the score. */
const BOUND_FACTOR = 2;

/**
 * Thompson sampling with a linear model (Agrawal and Goyal, "Thompson sampling for contextual bandits with linear payoffs", ICML 2013): each
 * row is chosen with the probability that it is the best one under N(theta, alpha^2 A^-1). These probabilities are the shares of `draws` draws in which
 * it is, and the choice is then drawn by them: they are exactly those that it was made with.
 */
export function createLinTs(
  { prior, alpha, draws = PROPENSITY_DRAWS, ...forgetting }: LinTsOptions,
): Learner {
  const weights = createGaussianWeights(prior, forgetting);
  const bounds = (rows: readonly Float64Array[], factor: number) => {
    const errors = standardErrors(weights, rows);
    return linearScores(weights, rows).map((score, i) => score + factor * alpha * errors[i]!);
  };
  return {
    name: "linear-thompson",
    scores: (rows) => linearScores(weights, rows),
    choose: (rows, next) => chooseByDraws(weights, rows, { alpha, draws, next }),
    upperBounds: (rows) => bounds(rows, BOUND_FACTOR),
    lowerBounds: (rows) => bounds(rows, -BOUND_FACTOR),
    learn: (row, target) => weights.add(row, target),
    ...savedWeights("linear-thompson", weights),
  };
}

/** How often scores are drawn, and from what. */
interface Drawing {
  readonly alpha: number;
  readonly draws: number;
  readonly next: () => number;
  /** What is added to the score of each row. Default: nothing. */
  readonly offset?: readonly number[];
}

/** Chooses a row with the share of draws in which it has the largest score. */
export function chooseByDraws(
  weights: GaussianWeights,
  rows: readonly Float64Array[],
  { draws, ...drawing }: Drawing,
): RowChoice {
  const propensities = new Float64Array(rows.length);
  const sample = scoreSampler(weights, rows, drawing);
  for (let draw = 0; draw < draws; draw++) {
    const best = indexOfLargest(sample());
    propensities[best] = propensities[best]! + 1 / draws;
  }
  return { index: drawnIndex(propensities, drawing.next()), propensities };
}

/** A function that draws the scores of all rows together: N(X theta, alpha^2 X A^-1 X'). */
export function scoreSampler(
  weights: GaussianWeights,
  rows: readonly Float64Array[],
  { alpha, next, offset }: Omit<Drawing, "draws">,
): () => Float64Array {
  const count = rows.length;
  const mean = linearScores(weights, rows).map((score, i) => score + (offset?.[i] ?? 0));
  const lower = semidefiniteRoot(covariances(weights, rows), count);
  const normals = new Float64Array(count);
  const scores = new Float64Array(count);
  return () => {
    for (let i = 0; i < count; i++) normals[i] = normalQuantile(next());
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += lower[i * count + j]! * normals[j]!;
      scores[i] = mean[i]! + alpha * sum;
    }
    return scores;
  };
}

/** Share of a variance below which what is left of it is rounding. */
const ROUNDING_SHARE = 1e-10;

/** Cholesky's decomposition of a covariance that may be singular, since rows can be alike: what has no variance of its own gets a column of 0. */
function semidefiniteRoot(covariance: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let left = covariance[j * size + j]!;
    for (let k = 0; k < j; k++) left -= lower[j * size + k]! * lower[j * size + k]!;
    if (left <= ROUNDING_SHARE * covariance[j * size + j]!) continue;
    const root = Math.sqrt(left);
    lower[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = covariance[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = sum / root;
    }
  }
  return lower;
}
