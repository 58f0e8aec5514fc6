import { clusterTotals } from "./cluster_totals.ts";
import { differences } from "./pairs.ts";

/** How a permutation test is made. */
export interface PermutationOptions {
  /** Uniform numbers in [0, 1); none is drawn where all assignments are enumerated. */
  readonly next: () => number;
  /** How many are drawn where there are too many to enumerate, default 10,000. */
  readonly permutations?: number;
}

/** 2^15 = 32,768 sums take a millisecond. */
const MOST_ENUMERATED = 15;

/**
 * The two-sided p-value that the mean difference of pairs is zero, by flipping the sign of each pair's
 * difference (Fisher, The Design of Experiments, 1935, section 21): which of the two is called a and which b
 * is a coin's toss if they are alike.
 *
 * Up to 15 pairs all 2^n assignments are enumerated and p is exact; beyond, p = (b + 1) / (m + 1) of m drawn
 * (Phipson and Smyth, Permutation p-values should never be zero, 2010). Differences of zero stay in. A mean
 * equal to the one observed counts as extreme.
 *
 * @returns in (0, 1]; 1 for no pairs, NaN where a difference is NaN
 * @throws {RangeError} if the samples differ in length
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { pairedPermutationTest } from "./permutation.ts";
 * const next = () => 0.5;
 * ok(pairedPermutationTest([5, 7, 9, 8], [1, 2, 3, 4], { next }) === 2 / 16);
 * ```
 */
export function pairedPermutationTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PermutationOptions,
): number {
  return signFlipTest(differences(a, b), options);
}

/**
 * The same test where pairs of one cluster are alike, as the episodes of one learner: whole clusters are
 * flipped.
 *
 * @param clusters the cluster of each pair, any numbers; enumerated up to 15 clusters
 * @throws {RangeError} if the samples or the clusters differ in length
 */
export function clusteredPermutationTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  clusters: ArrayLike<number>,
  options: PermutationOptions,
): number {
  // The number of pairs is the same in every assignment, so that sums order them as means do.
  return signFlipTest(clusterTotals(differences(a, b), clusters).totals, options);
}

/**
 * The same test for many samples of differences: those of one length share their flips, which takes little more time than one alone.
 *
 * @param clusters of each sample, where whole clusters are to be flipped
 * @returns a p-value for each sample
 */
export function signFlipTests(
  samples: readonly { readonly differences: ArrayLike<number>; readonly clusters?: ArrayLike<number> }[],
  options: PermutationOptions,
): number[] {
  const terms = samples.map(({ differences, clusters }) =>
    clusters === undefined ? Float64Array.from(differences) : clusterTotals(differences, clusters).totals
  );
  const pValues = new Array<number>(terms.length);
  const places = terms.map((_, place) => place);
  for (const [length, alike] of Map.groupBy(places, (place) => terms[place]!.length)) {
    const some = alike.map((place) => terms[place]!);
    const found = length <= MOST_ENUMERATED ? some.map(enumerated) : sampled(some, options);
    alike.forEach((place, s) => pValues[place] = found[s]!);
  }
  return pValues;
}

function signFlipTest(terms: Float64Array, options: PermutationOptions): number {
  return signFlipTests([{ differences: terms }], options)[0]!;
}

/** Tells whether a sum is as far from zero as the one observed; rounding does not count. */
function extremity(terms: Float64Array): (sum: number) => boolean {
  const observed = Math.abs(terms.reduce((sum, x) => sum + x, 0));
  const rounding = 1e-12 * terms.reduce((sum, x) => sum + Math.abs(x), 0);
  return (sum) => Math.abs(sum) >= observed - rounding;
}

function enumerated(terms: Float64Array): number {
  if (terms.some(Number.isNaN)) return NaN;
  const sums = allSums(terms);
  return sums.filter(extremity(terms)).length / sums.length;
}

function sampled(
  samples: readonly Float64Array[],
  { next, permutations = 10_000 }: PermutationOptions,
): number[] {
  const many = samples.length;
  const length = samples[0]!.length;
  // What is flipped together lies together in memory.
  const terms = Float64Array.from(
    { length: length * many },
    (_, i) => samples[i % many]![Math.floor(i / many)]!,
  );
  const tests = samples.map(extremity);
  const extreme = new Float64Array(many);
  const sums = new Float64Array(many);
  for (let p = 0; p < permutations; p++) {
    sums.fill(0);
    for (let row = 0; row < terms.length; row += many) {
      const sign = next() < 0.5 ? 1 : -1;
      for (let s = 0; s < many; s++) sums[s]! += sign * terms[row + s]!;
    }
    for (let s = 0; s < many; s++) if (tests[s]!(sums[s]!)) extreme[s]!++;
  }
  return samples.map((sample, s) => sample.some(Number.isNaN) ? NaN : (extreme[s]! + 1) / (permutations + 1));
}

/** The sums under all 2^n assignments of signs. */
function allSums(terms: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** terms.length);
  for (let i = 0; i < terms.length; i++) {
    const known = 2 ** i;
    for (let s = 0; s < known; s++) {
      sums[s + known] = sums[s]! - terms[i]!;
      sums[s] = sums[s]! + terms[i]!;
    }
  }
  return sums;
}
