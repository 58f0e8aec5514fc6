import { bcaMean } from "./bca.ts";
import type { BcaOptions } from "./bca_of_totals.ts";
import type { BootstrapOptions, Estimate } from "./bootstrap.ts";
import { differences } from "./pairs.ts";
import { sampleQuantile } from "./quantiles.ts";

/** Which way is better. */
export interface Direction {
  /** Whether low scores are good, as for SLO violations; default false. */
  readonly fewerIsBetter?: boolean;
}

/** Two samples as ranks of their distinct values, which compare as the values do. */
interface Ranks {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** How many distinct values there are. */
  readonly levels: number;
}

/**
 * The share of pairs (one of a, one of b) in which a is above b, equal ones counting half: the Mann-Whitney U
 * of a over n m (Mann and Whitney, 1947), also known as Vargha and Delaney's A (2000).
 *
 * @returns 0 to 1; NaN where a sample is empty or holds NaN
 */
export function shareAbove(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return shareOfRanks(rank(a, b));
}

/**
 * The probability that a run of a does better than a run of b, ties counting half (Agarwal et al., Deep
 * Reinforcement Learning at the Edge of the Statistical Precipice, 2021, section 4.3), for runs that are not
 * paired. The interval is the percentile bootstrap's, as there, each sample resampled by itself.
 *
 * @returns 0 to 1, not defined (NaN) where a sample is empty or holds NaN; limits of NaN where a sample holds
 * fewer than two runs; where all of one beat all of the other the interval has no width: `wilsonInterval`
 * knows better
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { probabilityOfImprovement } from "./improvement.ts";
 * const next = () => 0.5;
 * const { value } = probabilityOfImprovement([1, 3], [2, 3], { next, fewerIsBetter: true });
 * strictEqual(value, 0.625);
 * ```
 */
export function probabilityOfImprovement(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { next, resamples = 2000, confidence = 0.95, fewerIsBetter = false }: BootstrapOptions & Direction,
): Estimate {
  const ranks = fewerIsBetter ? rank(b, a) : rank(a, b);
  const value = shareOfRanks(ranks);
  if (a.length < 2 || b.length < 2 || Number.isNaN(value)) return { value, low: NaN, high: NaN };
  const draw = (from: Int32Array) => from.map(() => from[Math.floor(next() * from.length)]!);
  const resample = () => shareOfRanks({ a: draw(ranks.a), b: draw(ranks.b), levels: ranks.levels });
  const shares = Float64Array.from({ length: resamples }, resample);
  const tail = (1 - confidence) / 2;
  return { value, low: sampleQuantile(shares, tail), high: sampleQuantile(shares, 1 - tail) };
}

/**
 * The share of pairs in which a does better than b, ties counting half, with the interval of `bcaMean`: for
 * runs that share a seed or a task.
 *
 * @returns 0 to 1; NaN for no pairs; where one wins all pairs the interval has no width: `wilsonInterval`
 * knows better
 * @throws {RangeError} if the samples differ in length
 */
export function pairedProbabilityOfImprovement(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { fewerIsBetter = false, ...options }: BcaOptions & Direction,
): Estimate {
  const gains = fewerIsBetter ? differences(b, a) : differences(a, b);
  return bcaMean(gains.map((gain) => (1 + Math.sign(gain)) / 2), options);
}

function rank(a: ArrayLike<number>, b: ArrayLike<number>): Ranks {
  const distinct = [...new Set([...Array.from(a), ...Array.from(b)])].sort((x, y) => x - y);
  const rankOf = new Map(distinct.map((x, index) => [x, index]));
  // A NaN has no rank, and levels of NaN make the share one.
  const levels = distinct.some(Number.isNaN) ? NaN : distinct.length;
  return {
    a: Int32Array.from(a, (x) => rankOf.get(x)!),
    b: Int32Array.from(b, (x) => rankOf.get(x)!),
    levels,
  };
}

/** Counted level by level, since a comparison of each pair would take n m steps for each resample. */
function shareOfRanks({ a, b, levels }: Ranks): number {
  if (Number.isNaN(levels)) return NaN;
  const countA = count(a, levels);
  const countB = count(b, levels);
  let below = 0;
  let won = 0;
  for (let level = 0; level < levels; level++) {
    won += countA[level]! * (below + countB[level]! / 2);
    below += countB[level]!;
  }
  return won / (a.length * b.length);
}

function count(ranks: Int32Array, levels: number): Int32Array {
  const counts = new Int32Array(levels);
  for (const level of ranks) counts[level]!++;
  return counts;
}
