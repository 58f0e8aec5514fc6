import { z } from "zod";
import { numbers, outcomes } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { reachedByThreshold } from "./by_falling_score.ts";

const ARGUMENTS = z.object({ scores: numbers, labels: outcomes });

/**
 * Average precision: the sum over falling thresholds of the precision times the increase in recall, without interpolation, as
 * `average_precision_score` of scikit-learn.
 *
 * @param scores higher is more anomalous
 * @param labels 1 or true where a row is anomalous
 * @returns 0 to 1, where random scores give the share of anomalous rows; NaN where no row is anomalous
 * @throws {UsageError} if there is not one label for each score, or if a score is not a number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { averagePrecision } from "./average_precision.ts";
 * strictEqual(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), (1 + 2 / 3) / 2);
 * ```
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): number {
  checkOptions("averagePrecision", ARGUMENTS, { scores, labels });
  let sum = 0;
  let found = 0;
  for (const { rows, anomalous } of reachedByThreshold(scores, labels)) {
    sum += (anomalous - found) * anomalous / rows;
    found = anomalous;
  }
  return sum / found;
}
