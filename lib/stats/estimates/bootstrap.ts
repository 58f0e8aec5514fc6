import { z } from "zod";
import { anyFunction, numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { bootstrapOptions } from "../bootstrap_schemas.ts";
import { requireOneLength } from "../samples/pairs.ts";
import { sampleQuantile } from "../samples/quantiles.ts";
import type { Estimate } from "./estimate.ts";
import { bootstrapDistribution, MIN_BOOTSTRAP_CASES } from "./resample.ts";

const BOOTSTRAP_ARGUMENTS = z.object({
  cases: z.int().min(0),
  statistic: anyFunction,
  options: bootstrapOptions,
});
const HEADROOM_ARGUMENTS = z.object({
  samples: z.strictObject({ noop: numbers, agent: numbers, oracle: numbers }),
  options: bootstrapOptions,
});

/** Options of a bootstrap interval. */
export interface BootstrapOptions {
  /** Uniform numbers in [0, 1). */
  readonly next: () => number;
  /** Number of resamples, default 2000. */
  readonly resamples?: number;
  /** Confidence level in (0, 1), default 0.95. */
  readonly confidence?: number;
}

/**
 * A percentile bootstrap interval (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13) of any statistic
 * of n cases. Cases are resampled whole, so that paired values stay paired. For skewed data `bcaInterval` covers better.
 *
 * @param cases number of cases
 * @param statistic of the cases at these indices; NaN where it is undefined
 * @returns limits of NaN for fewer than four cases (`MIN_BOOTSTRAP_CASES`), and if the statistic is undefined for some resample, since its quantiles are then unknown
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert";
 * import { bootstrap } from "./bootstrap.ts";
 * const requests = [900, 1200, 400, 800];
 * const errors = [9, 24, 2, 5];
 * const sum = (values: number[], indices: Int32Array) => indices.reduce((total, i) => total + values[i]!, 0);
 * const errorRate = (indices: Int32Array) => sum(errors, indices) / sum(requests, indices);
 * let u = 0;
 * const { value, low, high } = bootstrap(4, errorRate, { next: () => (u = (u + 0.618034) % 1) });
 * strictEqual(value, 40 / 3300);
 * ok(low < value && value < high);
 * ```
 */
export function bootstrap(
  cases: number,
  statistic: (indices: Int32Array) => number,
  options: BootstrapOptions,
): Estimate {
  checkOptions("bootstrap", BOOTSTRAP_ARGUMENTS, { cases, statistic, options });
  const { next, resamples = 2000, confidence = 0.95 } = options;
  const value = statistic(Int32Array.from({ length: cases }, (_, i) => i));
  const values = cases >= MIN_BOOTSTRAP_CASES
    ? bootstrapDistribution(cases, statistic, { next, resamples })
    : undefined;
  if (values === undefined) return { value, low: NaN, high: NaN };
  const tail = (1 - confidence) / 2;
  return { value, low: sampleQuantile(values, tail), high: sampleQuantile(values, 1 - tail) };
}

/**
 * The share of the possible improvement that an agent achieves: (noop - agent) / (noop - oracle), of sums over the same episodes.
 *
 * @param costs per episode, such as the steps in violation of the SLO; lower is better
 * @returns with a percentile bootstrap interval; NaN where nothing can be improved: the oracle does no better than doing nothing
 * @throws {UsageError} if the samples differ in length
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { headroom } from "./bootstrap.ts";
 * const costs = { noop: [10, 20, 30], agent: [5, 10, 15], oracle: [0, 0, 0] };
 * strictEqual(headroom(costs, { next: () => 0.5 }).value, 0.5);
 * ```
 */
export function headroom(
  samples: Record<"noop" | "agent" | "oracle", ArrayLike<number>>,
  options: BootstrapOptions,
): Estimate {
  checkOptions("headroom", HEADROOM_ARGUMENTS, { samples, options });
  const { noop, agent, oracle } = samples;
  requireOneLength(noop, agent);
  requireOneLength(noop, oracle);
  const share = (indices: Int32Array) => {
    const worst = meanAt(noop, indices);
    const possible = worst - meanAt(oracle, indices);
    return possible > 0 ? (worst - meanAt(agent, indices)) / possible : NaN;
  };
  return bootstrap(noop.length, share, options);
}

function meanAt(values: ArrayLike<number>, indices: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) sum += values[indices[i]!]!;
  return indices.length > 0 ? sum / indices.length : NaN;
}
