import { bcaLimits } from "./bca_limits.ts";
import type { BootstrapOptions, Estimate } from "./bootstrap.ts";

/** How a bias-corrected and accelerated interval is made. */
export interface BcaOptions extends BootstrapOptions {
  /**
   * Whether to widen the interval for a small sample as Student's t does, default true: without it 95 %
   * intervals cover about 93 % at 30 cases and 90 % at 10. False gives Efron's own interval, that of SciPy.
   */
  readonly expand?: boolean;
}

/** Cases summed up by what is resampled whole. */
export interface Totals {
  /** Groups: the sum of the values in each. */
  readonly totals: Float64Array;
  /** Groups: how many cases each has, at least 1. */
  readonly sizes: Float64Array;
}

/** The interval of sum(totals) / sum(sizes), the mean over all cases, with groups resampled whole. */
export function bcaOfTotals({ totals, sizes }: Totals, options: BcaOptions): Estimate {
  const { next, resamples = 2000, confidence = 0.95, expand = true } = options;
  const total = sum(totals);
  const size = sum(sizes);
  const value = size > 0 ? total / size : NaN;
  if (totals.length < 2 || Number.isNaN(value)) return { value, low: NaN, high: NaN };
  const leaveOneOut = totals.map((part, g) => (total - part) / (size - sizes[g]!));
  const means = Float64Array.from({ length: resamples }, () => resampledMean({ totals, sizes }, next));
  return bcaLimits({ value, resamples: means, leaveOneOut }, { confidence, expand });
}

function resampledMean({ totals, sizes }: Totals, next: () => number): number {
  let total = 0;
  let size = 0;
  for (let i = 0; i < totals.length; i++) {
    const group = Math.floor(next() * totals.length);
    total += totals[group]!;
    size += sizes[group]!;
  }
  return total / size;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const x of values) total += x;
  return total;
}
