import { requireOneLength } from "./pairs.ts";

/**
 * The rows in the order in which they would raise an alarm while a threshold falls; equal scores in the order of their rows.
 *
 * @throws {RangeError} if a score is not a number
 */
export function byFallingScore(scores: ArrayLike<number>): Uint32Array {
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row]!)) throw new RangeError(`A score is a number, found NaN in row ${row}`);
  }
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** How many rows, and how many of them odd ones, reach each threshold. */
export interface Reached {
  readonly rows: number;
  readonly odd: number;
}

/**
 * Counts at each distinct score as threshold, the highest first.
 *
 * @throws {RangeError} if there is not one label for each score, or if a score is not a number
 */
export function* reachedByThreshold(
  scores: ArrayLike<number>,
  labels: ArrayLike<number | boolean>,
): Generator<Reached> {
  requireOneLength(scores, labels);
  const order = byFallingScore(scores);
  let odd = 0;
  for (let i = 0; i < order.length; i++) {
    if (labels[order[i]!]) odd++;
    if (i + 1 === order.length || scores[order[i + 1]!] !== scores[order[i]!]) yield { rows: i + 1, odd };
  }
}
