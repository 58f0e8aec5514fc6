/**
 * CIRCA's descendant adjustment (Li et al., KDD 2022): an anomalous variable with anomalous effects explains more, so its score grows
 * by the largest score among its children. A child that is not anomalous is replaced by its own children.
 *
 * @param scores one per variable, 0 or more
 * @param causes per variable the places of its direct causes; in a cycle no variable counts as its own effect
 * @param threshold the score from which a variable is anomalous. Default 3
 * @returns the adjusted scores; those below the threshold stay as they are
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { adjustForDescendants } from "./descendants.ts";
 * // 0 causes 1, and 1 causes 2: the normal one in the middle is skipped.
 * deepStrictEqual(adjustForDescendants([5, 1, 7], [[], [0], [1]]), Float64Array.of(12, 1, 7));
 * ```
 */
export function adjustForDescendants(
  scores: ArrayLike<number>,
  causes: readonly (readonly number[])[],
  threshold = 3,
): Float64Array {
  const largestBelow = new Float64Array(scores.length).fill(NaN);
  // In descending order the first score that reaches a variable is its largest, so each variable is reached once.
  const descending = [...causes.keys()].sort((a, b) => scores[b]! - scores[a]!);
  for (const source of descending) {
    const open = [source];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const cause of causes[at]!) {
        if (cause === source || !Number.isNaN(largestBelow[cause]!)) continue;
        largestBelow[cause] = scores[source]!;
        if (scores[cause]! < threshold) open.push(cause);
      }
    }
  }
  return Float64Array.from(
    scores,
    (score, i) => score >= threshold ? score + (largestBelow[i]! || 0) : score,
  );
}
