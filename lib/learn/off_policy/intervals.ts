import { studentQuantile } from "../../stats/distributions/distributions.ts";
import { bcaLimits } from "../../stats/estimates/bca_limits.ts";
import type { Estimate } from "../../stats/mod.ts";
import { type Ratio, sumOfQuotients, valueOf } from "./ratios.ts";

/** How intervals are drawn. */
export interface IntervalOptions {
  /** Uniform numbers in [0, 1). */
  readonly next: () => number;
  /** Number of resamples. */
  readonly resamples: number;
  /** Confidence level in (0, 1). */
  readonly confidence: number;
}

/**
 * Estimates with bias-corrected and accelerated bootstrap intervals (Efron 1987) in which whole episodes are drawn, since the decisions of one
 * depend on each other. All estimates share their resamples.
 *
 * @param estimates each a sum of ratios over the same episodes
 */
export function episodeIntervals(
  estimates: readonly (readonly Ratio[])[],
  { next, resamples, confidence }: IntervalOptions,
): Estimate[] {
  const values = estimates.map(valueOf);
  const episodes = estimates[0]?.[0]?.numerators.length ?? 0;
  if (episodes < 2) return values.map((value) => ({ value, low: NaN, high: NaN }));
  const distributions = values.map(() => new Float64Array(resamples));
  const counts = new Float64Array(episodes);
  for (let r = 0; r < resamples; r++) {
    counts.fill(0);
    for (let g = 0; g < episodes; g++) counts[Math.floor(next() * episodes)]!++;
    estimates.forEach((ratios, e) => distributions[e]![r] = resampledValue(ratios, counts));
  }
  return estimates.map((ratios, e) =>
    bcaLimits({ value: values[e]!, distribution: distributions[e]!, leaveOneOut: withoutEach(ratios) }, {
      confidence,
      expand: true,
    })
  );
}

/**
 * Half the width of an interval for what a reward model's own data do to an estimate: the delete-a-group jackknife over the models of the folds
 * (Kott, "The delete-a-group jackknife", Journal of Official Statistics 2001), with Student's t.
 *
 * @param estimates the estimate on the whole log by the model of each fold
 */
export function modelDeviation(estimates: readonly (readonly Ratio[])[], confidence: number): number {
  const groups = estimates.length;
  if (groups < 2) return 0;
  const values = estimates.map(valueOf);
  const centre = values.reduce((sum, value) => sum + value, 0) / groups;
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return -studentQuantile((1 - confidence) / 2, groups - 1) * Math.sqrt((groups - 1) / groups * squares);
}

/** Errors of an estimate that the bootstrap does not see. */
export interface Doubt {
  /** Half the width of an interval of such an error, independent of the bootstrap's. */
  readonly halfWidth: number;
  /** How far off an estimate of less bias lies. */
  readonly difference: number;
}

/** An interval with further errors: on each side the root of the sum of squares, and from the estimate of less bias on the side on which it lies. */
export function widened({ value, low, high }: Estimate, { halfWidth, difference }: Doubt): Estimate {
  const reach = (limit: number) => Math.hypot(limit - value, halfWidth);
  return {
    value,
    low: value + Math.min(0, difference) - reach(low),
    high: value + Math.max(0, difference) + reach(high),
  };
}

function resampledValue(ratios: readonly Ratio[], counts: Float64Array): number {
  return sumOfQuotients(
    ratios.map(({ numerators }) => dot(numerators, counts)),
    ratios.map(({ denominators }) => dot(denominators, counts)),
  );
}

function withoutEach(ratios: readonly Ratio[]): Float64Array {
  const totals = ratios.map(({ numerators, denominators }) => {
    const ones = new Float64Array(numerators.length).fill(1);
    return [dot(numerators, ones), dot(denominators, ones)] as const;
  });
  return Float64Array.from(
    ratios[0]!.numerators,
    (_, g) =>
      sumOfQuotients(
        ratios.map(({ numerators }, k) => totals[k]![0] - numerators[g]!),
        ratios.map(({ denominators }, k) => totals[k]![1] - denominators[g]!),
      ),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
