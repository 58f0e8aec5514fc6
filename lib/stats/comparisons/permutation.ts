import { z } from "zod";
import { anyFunction, numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { clusterTotals } from "../estimates/cluster_totals.ts";

const ARGUMENTS = z.object({
  samples: z.array(z.object({ differences: numbers, clusters: numbers.optional() })),
  options: z.strictObject({ next: anyFunction, permutations: z.int().min(1).max(1e8).optional() }),
});

/** Options of a permutation test. */
export interface PermutationOptions {
  /** Uniform numbers in [0, 1); none is drawn where all sign assignments are enumerated. */
  readonly next: () => number;
  /** Number of assignments drawn where there are too many to enumerate, default 10,000. */
  readonly permutations?: number;
}

/** Up to so many terms all 2^n sign assignments are enumerated: 2^15 = 32,768 sums take a millisecond. */
const MAX_ENUMERATED_TERMS = 15;

/**
 * For each sample of paired differences the two-sided p-value of the hypothesis that their mean is zero, by flipping the sign of each
 * difference (Fisher, The Design of Experiments, 1935, section 21): if the two of a pair are alike, chance decides which is subtracted
 * from which. Where pairs of one cluster are correlated, as the episodes of one learner, whole clusters are flipped. Samples of the same
 * length share their random flips, which takes little longer than one alone.
 *
 * Up to 15 pairs or clusters all 2^n assignments are enumerated and p is exact; beyond, p = (b + 1) / (m + 1) of m drawn
 * (Phipson and Smyth, Permutation p-values should never be zero, 2010). Differences of zero are kept. A mean
 * equal to the observed one counts as extreme.
 *
 * @param samples differences and, where whole clusters are to be flipped, the cluster of each difference (any numbers)
 * @returns a p-value in (0, 1] per sample, in the same order; 1 for no differences, NaN where a difference is NaN
 * @throws {UsageError} if there is not one cluster for each difference
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { signFlipTests } from "./permutation.ts";
 * const pairs = { differences: [4, 5, 6, 4] };
 * const twoClusters = { differences: [4, 5, 6, 4], clusters: [0, 0, 1, 1] };
 * deepStrictEqual(signFlipTests([pairs, twoClusters], { next: () => 0.5 }), [2 / 16, 2 / 4]);
 * ```
 */
export function signFlipTests(
  samples: readonly {
    /** One number per pair. */
    readonly differences: ArrayLike<number>;
    /** The cluster of each difference, any numbers. Default: each is its own. */
    readonly clusters?: ArrayLike<number>;
  }[],
  options: PermutationOptions,
): number[] {
  checkOptions("signFlipTests", ARGUMENTS, { samples, options });
  const terms = samples.map(({ differences, clusters }) =>
    clusters === undefined ? Float64Array.from(differences) : clusterTotals(differences, clusters).totals
  );
  const pValues = new Array<number>(terms.length);
  const places = terms.map((_, place) => place);
  for (const [length, alike] of Map.groupBy(places, (place) => terms[place]!.length)) {
    const some = alike.map((place) => terms[place]!);
    const found = length <= MAX_ENUMERATED_TERMS ? some.map(enumerated) : sampled(some, options);
    alike.forEach((place, s) => pValues[place] = found[s]!);
  }
  return pValues;
}

/** Tests whether a sum is at least as far from zero as the observed one, up to rounding. */
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
  // Interleaved, since what is flipped together should be together in memory.
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
