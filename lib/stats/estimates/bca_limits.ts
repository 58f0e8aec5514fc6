import { UsageError } from "../../model/usage_error.ts";
import { normalCdf, probit, studentQuantile } from "../distributions/distributions.ts";
import { mean, sampleQuantile } from "../samples/quantiles.ts";
import type { Estimate } from "./estimate.ts";
import { MIN_BOOTSTRAP_CASES } from "./resample.ts";

/** What a bias-corrected and accelerated interval is computed from. */
export interface Resampled {
  /** The statistic of the sample itself. */
  readonly value: number;
  /** The statistic of each resample. */
  readonly distribution: Float64Array;
  /** The statistic without each of the n cases or clusters: the jackknife. */
  readonly leaveOneOut: Float64Array;
}

/** What determines the width of an interval. */
export interface Width {
  /** Confidence level in (0, 1). */
  readonly confidence: number;
  /** Whether to use Student's t with n - 1 degrees of freedom, times sqrt(n / (n - 1)), in place of the normal quantile. */
  readonly expand: boolean;
}

/**
 * Bias-corrected and accelerated limits (Efron, Better bootstrap confidence intervals, 1987; Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, formulas 14.9 to 14.15), expanded after Hesterberg
 * (What Teachers Should Know about the Bootstrap, 2015; `CI.bca(expand = TRUE)` of R's package resample). A
 * resample equal to the value counts as half below it.
 *
 * @returns limits of NaN for fewer than `MIN_BOOTSTRAP_CASES`, for an undefined statistic, and where all resamples lie on
 * one side of the value
 * @throws {UsageError} if the confidence is not in (0, 1)
 */
export function bcaLimits(resampled: Resampled, { confidence, expand }: Width): Estimate {
  if (!(confidence > 0 && confidence < 1)) {
    throw new UsageError(`A confidence must lie between 0 and 1, found ${confidence}`);
  }
  const { value, distribution, leaveOneOut } = resampled;
  const bias = biasCorrection(value, distribution);
  const skew = acceleration(leaveOneOut);
  if (leaveOneOut.length < MIN_BOOTSTRAP_CASES || !Number.isFinite(bias + skew)) {
    return { value, low: NaN, high: NaN };
  }
  const deviate = tailDeviate((1 - confidence) / 2, expand ? leaveOneOut.length : Infinity);
  const limit = (z: number) => sampleQuantile(distribution, level(z, bias, skew));
  return { value, low: limit(deviate), high: limit(-deviate) };
}

/** The normal quantile of the tail, or the one that makes the interval of a mean as wide as Student's. */
function tailDeviate(tail: number, cases: number): number {
  if (cases === Infinity) return probit(tail);
  return Math.sqrt(cases / (cases - 1)) * studentQuantile(tail, cases - 1);
}

/** The quantile level of the bootstrap distribution that corresponds to the standard normal deviate z. */
function level(z: number, bias: number, skew: number): number {
  const shifted = bias + z;
  const shrink = 1 - skew * shifted;
  // The formula has a pole here, which only a handful of cases at a very high confidence can reach.
  if (shrink <= 0) return shifted > 0 ? 1 : 0;
  return normalCdf(bias + shifted / shrink);
}

function biasCorrection(value: number, distribution: Float64Array): number {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const x of distribution) {
    if (Number.isNaN(x)) return NaN;
    if (x < lowest) lowest = x;
    if (x > highest) highest = x;
  }
  // Sums in another order differ in their last digits: a resample of all cases must count as a tie.
  const tie = 1e-10 * (highest - lowest) + 1e-13 * Math.abs(value);
  let below = 0;
  for (const x of distribution) below += x < value - tie ? 1 : x <= value + tie ? 0.5 : 0;
  if (below === 0 || below === distribution.length) return NaN;
  return probit(below / distribution.length);
}

/** A sixth of the skewness of the jackknife's influences; 0 where they are all equal. */
function acceleration(leaveOneOut: Float64Array): number {
  const centre = mean(leaveOneOut);
  let squares = 0;
  let cubes = 0;
  for (const x of leaveOneOut) {
    const influence = centre - x;
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}
