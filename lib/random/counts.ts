import { showValue } from "../model/show_value.ts";
import { UsageError } from "../model/usage_error.ts";
import { normalQuantile } from "./normal.ts";

/**
 * Quantile of the binomial distribution: exact up to a mean of 12, else the normal approximation with the first-order (Cornish-Fisher)
 * correction for skewness.
 *
 * @param u probability, or a uniform draw for inversion, in [0, 1)
 * @param n number of trials, a non-negative integer
 * @param p probability of success, 0 to 1
 * @returns number of successes, an integer from 0 to n
 */
export function binomialQuantile(u: number, n: number, p: number): number {
  requireDraw(u, n, p);
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomialQuantile(1 - u, n, 1 - p);
  const mean = n * p;
  if (mean > MAX_EXACT_MEAN) {
    const z = normalQuantile(u);
    const value = mean + z * Math.sqrt(mean * (1 - p)) + (z * z - 1) * (1 - 2 * p) / 6;
    return Math.min(n, Math.max(0, Math.round(value)));
  }
  const odds = p / (1 - p);
  let probability = Math.exp(n * Math.log1p(-p));
  let sum = probability;
  let k = 0;
  while (u > sum && k < n) {
    probability *= odds * (n - k) / (k + 1);
    k++;
    sum += probability;
    if (probability < 1e-18 && k > mean) break;
  }
  return k;
}

/**
 * Quantile of the Poisson distribution: exact up to a mean of 12, else the normal approximation with the first-order (Cornish-Fisher)
 * correction for skewness.
 *
 * @param u probability, or a uniform draw for inversion, in [0, 1)
 * @param mean expected number of events; 0 or less gives 0
 * @returns number of events, a non-negative integer
 */
export function poissonQuantile(u: number, mean: number): number {
  requireDraw(u, mean, 0);
  if (mean <= 0) return 0;
  if (mean > MAX_EXACT_MEAN) return correctedNormal(normalQuantile(u), mean);
  let probability = Math.exp(-mean);
  let sum = probability;
  let k = 0;
  while (u > sum && probability > 1e-18) {
    k++;
    probability *= mean / k;
    sum += probability;
  }
  return k;
}

/**
 * The Poisson count of a standard normal score, by which counts can be correlated: `poissonQuantile` of the score's probability.
 *
 * @param z the score
 * @param mean expected number of events; 0 or less gives 0
 * @returns number of events, a non-negative integer
 */
export function poissonOfScore(z: number, mean: number): number {
  if (!(Number.isFinite(z) && Number.isFinite(mean))) {
    throw new UsageError(`A score and a mean must be numbers, found ${showValue(z)} and ${showValue(mean)}`);
  }
  return mean > MAX_EXACT_MEAN ? correctedNormal(z, mean) : poissonQuantile(normalProbability(z), mean);
}

function correctedNormal(z: number, mean: number): number {
  return Math.max(0, Math.round(mean + z * Math.sqrt(mean) + (z * z - 1) / 6));
}

/** P(Z <= z) for a standard normal variable (Abramowitz and Stegun, 1964, 26.2.17; absolute error below 7.5e-8). */
function normalProbability(z: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z));
  const upper = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) * k *
    (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  return Math.min(1 - 1e-12, z > 0 ? 1 - upper : upper);
}

const MAX_EXACT_MEAN = 12;

/** @throws {UsageError} for a probability that is none, or a parameter that is NaN or no number */
function requireDraw(u: number, size: number, p: number): void {
  if (u >= 0 && u <= 1 && size === size && p === p && typeof size === "number" && typeof p === "number") {
    return;
  }
  throw new UsageError(
    `A count is drawn by a probability from 0 to 1 and numbers, found ${showValue(u)}, ${
      showValue(size)
    } and ${showValue(p)}`,
  );
}
