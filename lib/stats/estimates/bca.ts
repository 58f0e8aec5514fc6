import { z } from "zod";
import { anyFunction, numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { bcaOptions } from "../bootstrap_schemas.ts";
import { differences } from "../samples/pairs.ts";
import { bcaLimits } from "./bca_limits.ts";
import { bcaOfManyTotals, bcaOfTotals, type BcaOptions, type Totals } from "./bca_of_totals.ts";
import { clusterTotals } from "./cluster_totals.ts";
import type { Estimate } from "./estimate.ts";
import { bootstrapDistribution, MIN_BOOTSTRAP_CASES } from "./resample.ts";

const BCA_INTERVAL_ARGUMENTS = z.object({
  cases: z.int().min(0),
  statistic: anyFunction,
  options: bcaOptions,
});
const BCA_MEAN_ARGUMENTS = z.object({ values: numbers, options: bcaOptions });
const BCA_PAIRED_DIFFERENCE_ARGUMENTS = z.object({ a: numbers, b: numbers, options: bcaOptions });
const BCA_MEANS_ARGUMENTS = z.object({
  samples: z.array(z.object({ values: numbers, clusters: numbers.optional() })),
  options: bcaOptions,
});

/**
 * A bias-corrected and accelerated bootstrap interval (Efron, Better bootstrap confidence intervals, 1987) of
 * any statistic of n cases, with the acceleration from the jackknife. It adapts to skewed data, where the percentile
 * interval covers too little. For means `bcaMean` is faster.
 *
 * @param cases number of cases
 * @param statistic of the cases at these indices: n of them, or n - 1 for the jackknife; NaN where it is undefined
 * @returns the value alone, with limits of NaN, for fewer than four cases (`MIN_BOOTSTRAP_CASES`), if the statistic is undefined for
 * the sample, for a resample or without some case, and if all resamples lie on one side of the value; value,
 * low and high equal where every resample gives the same
 * @throws {UsageError} if the confidence is not in (0, 1)
 *
 * @example An interval of the median time to recovery, for which there is no formula
 * ```ts
 * import { ok } from "node:assert";
 * import { median } from "../samples/quantiles.ts";
 * import { bcaInterval } from "./bca.ts";
 * const recoveryMinutes = [3, 1, 4, 1, 5, 9, 2, 6];
 * const medianOf = (indices: Int32Array) => median(Float64Array.from(indices, (i) => recoveryMinutes[i]!));
 * let u = 0;
 * const { low, high } = bcaInterval(8, medianOf, { next: () => (u = (u + 0.618034) % 1) });
 * ok(low <= 3.5 && 3.5 <= high);
 * ```
 */
export function bcaInterval(
  cases: number,
  statistic: (indices: Int32Array) => number,
  options: BcaOptions,
): Estimate {
  checkOptions("bcaInterval", BCA_INTERVAL_ARGUMENTS, { cases, statistic, options });
  const { next, resamples = 2000, confidence = 0.95, expand = true } = options;
  const value = statistic(Int32Array.from({ length: cases }, (_, i) => i));
  const none = { value, low: NaN, high: NaN };
  if (cases < MIN_BOOTSTRAP_CASES || Number.isNaN(value)) return none;
  const distribution = bootstrapDistribution(cases, statistic, { next, resamples });
  if (distribution === undefined) return none;
  const leaveOneOut = jackknife(cases, statistic);
  return bcaLimits({ value, distribution, leaveOneOut }, { confidence, expand });
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
 * No resampling can know what the sample does not contain: where one episode in seventy goes badly wrong, 95 %
 * intervals from 60 episodes cover the mean in three of four samples (coverage_test.ts). Such data need several hundred.
 *
 * @returns limits of NaN for fewer than four values and where a value is NaN; a constant sample has an interval of width 0
 * @throws {UsageError} if the confidence is not in (0, 1)
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert";
 * import { bcaMean } from "./bca.ts";
 * let u = 0;
 * const { value, low, high } = bcaMean([0, 0, 1, 0, 3, 12], { next: () => (u = (u + 0.618034) % 1) });
 * strictEqual(value, 16 / 6);
 * ok(value - low < high - value); // skewed to the right, as the data are
 * ```
 */
export function bcaMean(values: ArrayLike<number>, options: BcaOptions): Estimate {
  checkOptions("bcaMean", BCA_MEAN_ARGUMENTS, { values, options });
  return bcaOfTotals(totalsOf(values), options);
}

/**
 * The mean difference a - b over pairs, with its bias-corrected and accelerated interval.
 *
 * @returns as `bcaMean` of the differences
 * @throws {UsageError} if the samples differ in length, or if the confidence is not in (0, 1)
 */
export function bcaPairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BcaOptions,
): Estimate {
  checkOptions("bcaPairedDifference", BCA_PAIRED_DIFFERENCE_ARGUMENTS, { a, b, options });
  return bcaMean(differences(a, b), options);
}

/**
 * `bcaMean` of many samples at once. Samples of the same length share their random numbers, which takes little longer than one alone.
 *
 * @param samples values and, where whole clusters are to be resampled as `clusteredMean` does, the cluster of each value
 * @returns one estimate per sample, in the same order
 * @throws {UsageError} if the confidence is not in (0, 1), or if there is not one cluster for each value
 */
export function bcaMeans(
  samples: readonly {
    /** The sample. */
    readonly values: ArrayLike<number>;
    /** The cluster of each value, any numbers. Default: each is its own. */
    readonly clusters?: ArrayLike<number>;
  }[],
  options: BcaOptions,
): Estimate[] {
  checkOptions("bcaMeans", BCA_MEANS_ARGUMENTS, { samples, options });
  return bcaOfManyTotals(samples.map(({ values, clusters }) => totalsOf(values, clusters)), options);
}

function totalsOf(values: ArrayLike<number>, clusters?: ArrayLike<number>): Totals {
  return clusters === undefined
    ? { totals: Float64Array.from(values), sizes: new Float64Array(values.length).fill(1) }
    : clusterTotals(values, clusters);
}
