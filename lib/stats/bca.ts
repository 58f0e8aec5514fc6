import { bcaLimits } from "./bca_limits.ts";
import { bcaOfManyTotals, bcaOfTotals, type BcaOptions, type Totals } from "./bca_of_totals.ts";
import type { Estimate } from "./bootstrap.ts";
import { clusterTotals } from "./cluster_totals.ts";
import { differences } from "./pairs.ts";

/**
 * A bias-corrected and accelerated bootstrap interval (Efron, Better bootstrap confidence intervals, 1987) of
 * any statistic of n cases, its acceleration from the jackknife. It follows skewed data where the percentile
 * interval lags behind.
 *
 * @param cases how many there are
 * @param statistic of the cases with these indices: n of them, or n - 1 for the jackknife; NaN where it is
 * not defined
 * @returns the value alone, with limits of NaN, for fewer than two cases, if the statistic is not defined for
 * the sample, for a resample or without some case, and if all resamples lie on one side of the value; value,
 * low and high equal where every resample gives the same
 * @throws {RangeError} if the confidence is not in (0, 1)
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { bcaInterval } from "./bca.ts";
 * import { median } from "./quantiles.ts";
 * const waits = [3, 1, 4, 1, 5, 9, 2, 6];
 * const of = (indices: Int32Array) => median(Float64Array.from(indices, (i) => waits[i]!));
 * let u = 0;
 * const { low, high } = bcaInterval(waits.length, of, { next: () => (u = (u + 0.618034) % 1) });
 * ok(low <= 3.5 && 3.5 <= high);
 * ```
 */
export function bcaInterval(
  cases: number,
  statistic: (indices: Int32Array) => number,
  { next, resamples = 2000, confidence = 0.95, expand = true }: BcaOptions,
): Estimate {
  const indices = Int32Array.from({ length: cases }, (_, i) => i);
  const value = statistic(indices);
  if (cases < 2 || Number.isNaN(value)) return { value, low: NaN, high: NaN };
  const leaveOneOut = jackknife(cases, statistic);
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < cases; i++) indices[i] = Math.floor(next() * cases);
    values[r] = statistic(indices);
    if (Number.isNaN(values[r])) return { value, low: NaN, high: NaN };
  }
  return bcaLimits({ value, resamples: values, leaveOneOut }, { confidence, expand });
}

function jackknife(cases: number, statistic: (indices: Int32Array) => number): Float64Array {
  const indices = new Int32Array(cases - 1);
  return Float64Array.from({ length: cases }, (_, left) => {
    for (let i = 0; i < cases - 1; i++) indices[i] = i < left ? i : i + 1;
    return statistic(indices);
  });
}

/**
 * The mean of a sample with its bias-corrected and accelerated interval: that of `bcaInterval` with the
 * jackknife in closed form, so that 10,000 values and 2,000 resamples take about 0.2 s.
 *
 * No resampling knows what the sample does not show: where one episode in seventy goes badly wrong, 95 %
 * intervals of 60 episodes cover the mean in three of four samples (coverage_test.ts). Several hundred are
 * needed then.
 *
 * @returns limits of NaN for fewer than two values and where a value is NaN; a constant sample has no width
 * @throws {RangeError} if the confidence is not in (0, 1)
 */
export function bcaMean(values: ArrayLike<number>, options: BcaOptions): Estimate {
  return bcaOfTotals(totalsOf(values), options);
}

/**
 * The mean difference a - b over pairs, with its bias-corrected and accelerated interval.
 *
 * @returns as `bcaMean` of the differences
 * @throws {RangeError} if the samples differ in length
 */
export function bcaPairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BcaOptions,
): Estimate {
  return bcaMean(differences(a, b), options);
}

/**
 * `bcaMean` of many samples at once: those of one length are drawn together, which takes little more time than one alone.
 *
 * @param clusters of each sample, where whole clusters are to be resampled as `clusteredMean` does
 * @throws {RangeError} if the confidence is not in (0, 1), or if there is not one cluster for each value
 */
export function bcaMeans(
  samples: readonly { readonly values: ArrayLike<number>; readonly clusters?: ArrayLike<number> }[],
  options: BcaOptions,
): Estimate[] {
  return bcaOfManyTotals(samples.map(({ values, clusters }) => totalsOf(values, clusters)), options);
}

function totalsOf(values: ArrayLike<number>, clusters?: ArrayLike<number>): Totals {
  return clusters === undefined
    ? { totals: Float64Array.from(values), sizes: new Float64Array(values.length).fill(1) }
    : clusterTotals(values, clusters);
}
