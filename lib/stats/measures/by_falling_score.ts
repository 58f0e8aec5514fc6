import { UsageError } from "../../model/usage_error.ts";
import { requireOneLength } from "../samples/pairs.ts";

/**
 * Row numbers by falling score: the order in which rows would raise an alarm as a threshold is lowered. Rows of equal score keep their order.
 *
 * @throws {UsageError} if a score is not a number
 */
export function byFallingScore(scores: ArrayLike<number>): Uint32Array {
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row]!)) throw new UsageError(`A score must be a number, found NaN in row ${row}`);
  }
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** The rows that reach a threshold. */
export interface Reached {
  /** Their number. */
  readonly rows: number;
  /** The number of anomalous ones among them. */
  readonly anomalous: number;
}

/**
 * Counts the rows that reach each distinct score, the highest first.
 *
 * @throws {UsageError} if there is not one label for each score, or if a score is not a number
 */
export function* reachedByThreshold(
  scores: ArrayLike<number>,
  labels: ArrayLike<number | boolean>,
): Generator<Reached> {
  requireOneLength(scores, labels);
  const order = byFallingScore(scores);
  let anomalous = 0;
  for (let i = 0; i < order.length; i++) {
    if (labels[order[i]!]) anomalous++;
    if (i + 1 === order.length || scores[order[i + 1]!] !== scores[order[i]!]) {
      yield { rows: i + 1, anomalous };
    }
  }
}
