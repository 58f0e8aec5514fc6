import { differences, requireOneLength } from "./pairs.ts";
import { sampleQuantile } from "./quantiles.ts";

/** An estimate with its interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How an interval is made. */
export interface BootstrapOptions {
  /** Uniform numbers in [0, 1). */
  readonly next: () => number;
  /** Default 2000. */
  readonly resamples?: number;
  /** 0 to 1, default 0.95. */
  readonly confidence?: number;
}

/**
 * A percentile bootstrap interval (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13) of any statistic
 * of n cases. The cases are resampled whole, so that what belongs together stays together: paired differences stay paired.
 *
 * @param cases how many there are
 * @param statistic of the cases with these indices; NaN where it is not defined
 * @returns an interval of NaN if the statistic is not defined for some resample: its quantiles are not known then
 */
export function bootstrap(
  cases: number,
  statistic: (indices: Int32Array) => number,
  { next, resamples = 2000, confidence = 0.95 }: BootstrapOptions,
): Estimate {
  const indices = Int32Array.from({ length: cases }, (_, i) => i);
  const value = statistic(indices);
  if (cases === 0) return { value, low: NaN, high: NaN };
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < cases; i++) indices[i] = Math.floor(next() * cases);
    values[r] = statistic(indices);
    if (Number.isNaN(values[r])) return { value, low: NaN, high: NaN };
  }
  const tail = (1 - confidence) / 2;
  return { value, low: sampleQuantile(values, tail), high: sampleQuantile(values, 1 - tail) };
}

/** The mean of a sample with its bootstrap interval. */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions): Estimate {
  return bootstrap(values.length, (indices) => meanAt(values, indices), options);
}

/**
 * The mean difference a - b over pairs, with its bootstrap interval.
 *
 * @throws {RangeError} if the samples differ in length
 */
export function pairedDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): Estimate {
  return bootstrapMean(differences(a, b), options);
}

/**
 * Share of the headroom that an agent wins: (noop - agent) / (noop - oracle), of sums over the same episodes.
 *
 * @returns NaN where there is no headroom: the oracle does no better than doing nothing
 * @throws {RangeError} if the samples differ in length
 */
export function headroom(
  { noop, agent, oracle }: Record<"noop" | "agent" | "oracle", ArrayLike<number>>,
  options: BootstrapOptions,
): Estimate {
  requireOneLength(noop, agent);
  requireOneLength(noop, oracle);
  const share = (indices: Int32Array) => {
    const worst = meanAt(noop, indices);
    const room = worst - meanAt(oracle, indices);
    return room > 0 ? (worst - meanAt(agent, indices)) / room : NaN;
  };
  return bootstrap(noop.length, share, options);
}

function meanAt(values: ArrayLike<number>, indices: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) sum += values[indices[i]!]!;
  return indices.length > 0 ? sum / indices.length : NaN;
}
