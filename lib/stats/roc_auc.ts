import { reachedByThreshold } from "./by_falling_score.ts";

/**
 * The area under the curve of true against false positive rates: the chance that an odd row scores above a usual one, equal scores
 * counting half. Hanley and McNeil, Radiology 1982.
 *
 * @param scores more is odder
 * @param labels 1 or true where a row is odd
 * @returns 0 to 1; NaN where all rows are odd or none is
 * @throws {RangeError} if there is not one label for each score, or if a score is not a number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { rocAuc } from "./roc_auc.ts";
 * strictEqual(rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75);
 * ```
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): number {
  let area = 0;
  let last = { rows: 0, odd: 0 };
  for (const reached of reachedByThreshold(scores, labels)) {
    const usual = (reached.rows - reached.odd) - (last.rows - last.odd);
    area += usual * (reached.odd + last.odd) / 2;
    last = reached;
  }
  return area / (last.odd * (last.rows - last.odd));
}
