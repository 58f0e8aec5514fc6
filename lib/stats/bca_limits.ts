import type { Estimate } from "./bootstrap.ts";
import { normalCdf, normalQuantile, studentQuantile } from "./distributions.ts";
import { mean, sampleQuantile } from "./quantiles.ts";

/** What an interval is read from. */
export interface Resampled {
  /** The statistic of the sample itself. */
  readonly value: number;
  /** The statistic of each resample. */
  readonly resamples: Float64Array;
  /** The statistic without each of the n cases or clusters: the jackknife. */
  readonly leaveOneOut: Float64Array;
}

/** How wide an interval is. */
export interface Width {
  /** In (0, 1). */
  readonly confidence: number;
  /** Student's t with n - 1 degrees of freedom and sqrt(n / (n - 1)) in place of the normal quantile. */
  readonly expand: boolean;
}

/**
 * Bias-corrected and accelerated limits (Efron, Better bootstrap confidence intervals, 1987; Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, formulas 14.9 to 14.15), expanded after Hesterberg
 * (What Teachers Should Know about the Bootstrap, 2015; `CI.bca(expand = TRUE)` of R's package resample). A
 * resample equal to the value counts half.
 *
 * @returns limits of NaN for fewer than two cases, for an undefined statistic, and where all resamples lie on
 * one side of the value
 * @throws {RangeError} if the confidence is not in (0, 1)
 */
export function bcaLimits(resampled: Resampled, { confidence, expand }: Width): Estimate {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`A confidence lies between 0 and 1, found ${confidence}`);
  }
  const { value, resamples, leaveOneOut } = resampled;
  const bias = biasCorrection(value, resamples);
  const skew = acceleration(leaveOneOut);
  if (leaveOneOut.length < 2 || !Number.isFinite(bias + skew)) return { value, low: NaN, high: NaN };
  const deviate = tailDeviate((1 - confidence) / 2, expand ? leaveOneOut.length : Infinity);
  const limit = (z: number) => sampleQuantile(resamples, level(z, bias, skew));
  return { value, low: limit(deviate), high: limit(-deviate) };
}

/** How the normal quantile is widened so that the interval of a mean is as wide as Student's. */
function tailDeviate(tail: number, cases: number): number {
  if (cases === Infinity) return normalQuantile(tail);
  return Math.sqrt(cases / (cases - 1)) * studentQuantile(tail, cases - 1);
}

/** Which quantile of the resamples stands for the standard normal deviate z. */
function level(z: number, bias: number, skew: number): number {
  const shifted = bias + z;
  const shrink = 1 - skew * shifted;
  // The formula has a pole here, which only a handful of cases at a very high confidence can reach.
  if (shrink <= 0) return shifted > 0 ? 1 : 0;
  return normalCdf(bias + shifted / shrink);
}

function biasCorrection(value: number, resamples: Float64Array): number {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const x of resamples) {
    if (Number.isNaN(x)) return NaN;
    if (x < lowest) lowest = x;
    if (x > highest) highest = x;
  }
  // Sums in another order differ in their last digits: a resample of all cases must count as a tie.
  const tie = 1e-10 * (highest - lowest) + 1e-13 * Math.abs(value);
  let below = 0;
  for (const x of resamples) below += x < value - tie ? 1 : x <= value + tie ? 0.5 : 0;
  if (below === 0 || below === resamples.length) return NaN;
  return normalQuantile(below / resamples.length);
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
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
