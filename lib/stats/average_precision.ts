import { reachedByThreshold } from "./by_falling_score.ts";

/**
 * Average precision: over all thresholds from the top, the sum of precision times the step of recall, without interpolation. As
 * `average_precision_score` of scikit-learn.
 *
 * @param scores more is odder
 * @param labels 1 or true where a row is odd
 * @returns 0 to 1, where chance gives the share of odd rows; NaN where no row is odd
 * @throws {RangeError} if there is not one label for each score, or if a score is not a number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { averagePrecision } from "./average_precision.ts";
 * strictEqual(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), (1 + 2 / 3) / 2);
 * ```
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): number {
  let sum = 0;
  let found = 0;
  for (const { rows, odd } of reachedByThreshold(scores, labels)) {
    sum += (odd - found) * odd / rows;
    found = odd;
  }
  return sum / found;
}
