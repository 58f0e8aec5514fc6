import { z } from "zod";
import { numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { bcaOptions } from "../bootstrap_schemas.ts";
import { differences } from "../samples/pairs.ts";
import { bcaOfTotals, type BcaOptions } from "./bca_of_totals.ts";
import { clusterTotals } from "./cluster_totals.ts";
import type { Estimate } from "./estimate.ts";

const CLUSTERED_MEAN_ARGUMENTS = z.object({ values: numbers, clusters: numbers, options: bcaOptions });
const CLUSTERED_DIFFERENCE_ARGUMENTS = z.object({
  a: numbers,
  b: numbers,
  clusters: numbers,
  options: bcaOptions,
});

/**
 * The mean over all cases with a bias-corrected and accelerated interval that resamples whole clusters
 * (Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8) and whose jackknife leaves
 * out one cluster at a time. Use it where the cases of a cluster are correlated, as the episodes of one trained
 * learner are: `bcaMean` would count each of them as independent evidence and its interval would be too
 * narrow. With one case per cluster it equals `bcaMean`.
 *
 * The interval is widened as by Student's t with clusters - 1 degrees of freedom unless `expand` is false.
 *
 * @param clusters the cluster of each value, any numbers
 * @returns limits of NaN for fewer than four clusters (`MIN_BOOTSTRAP_CASES`) and where a value is NaN
 * @throws {UsageError} if there is not one cluster for each value, or if the confidence is not in (0, 1)
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { clusteredMean } from "./clustered_bootstrap.ts";
 * let u = 0;
 * const next = () => (u = (u + 0.618034) % 1);
 * const { value } = clusteredMean([1, 2, 5, 6, 7], [0, 0, 1, 1, 1], { next });
 * ok(value === 4.2);
 * ```
 */
export function clusteredMean(
  values: ArrayLike<number>,
  clusters: ArrayLike<number>,
  options: BcaOptions,
): Estimate {
  checkOptions("clusteredMean", CLUSTERED_MEAN_ARGUMENTS, { values, clusters, options });
  return bcaOfTotals(clusterTotals(values, clusters), options);
}

/**
 * The mean difference a - b over pairs, with the interval of `clusteredMean`.
 *
 * @param clusters the cluster of each pair, any numbers
 * @throws {UsageError} if the samples or the clusters differ in length
 */
export function clusteredDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  clusters: ArrayLike<number>,
  options: BcaOptions,
): Estimate {
  checkOptions("clusteredDifference", CLUSTERED_DIFFERENCE_ARGUMENTS, { a, b, clusters, options });
  return clusteredMean(differences(a, b), clusters, options);
}
