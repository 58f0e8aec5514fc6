import { z } from "zod";
import { numbers, outcomes } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { reachedByThreshold } from "./by_falling_score.ts";

const ARGUMENTS = z.object({ scores: numbers, labels: outcomes });

/**
 * The area under the ROC curve: the probability that an anomalous row scores above a normal one, with equal scores
 * counting half. Hanley and McNeil, Radiology 1982.
 *
 * @param scores higher is more anomalous
 * @param labels 1 or true where a row is anomalous
 * @returns 0 to 1; NaN where all rows are anomalous or none is
 * @throws {UsageError} if there is not one label for each score, or if a score is not a number
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { rocAuc } from "./roc_auc.ts";
 * strictEqual(rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75);
 * ```
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number | boolean>): number {
  checkOptions("rocAuc", ARGUMENTS, { scores, labels });
  let area = 0;
  let last = { rows: 0, anomalous: 0 };
  for (const reached of reachedByThreshold(scores, labels)) {
    const usual = (reached.rows - reached.anomalous) - (last.rows - last.anomalous);
    area += usual * (reached.anomalous + last.anomalous) / 2;
    last = reached;
  }
  return area / (last.anomalous * (last.rows - last.anomalous));
}
