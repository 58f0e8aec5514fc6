/** A series of rows with scores, as far as judging it goes. */
export interface ScoredSeries {
  /** One per row, more is odder. */
  readonly scores: ArrayLike<number>;
  /** First and last row of each stretch in which something was wrong, both included, in order, apart from one another. */
  readonly windows: readonly (readonly [number, number])[];
  /** Rows at the beginning that are never judged. */
  readonly warmupRows: number;
}

/**
 * What is left of a scored series without its warm-up: a score and a label per row, for `rocAuc`, `averagePrecision` and `vusPr`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { judgedRows } from "./judged_rows.ts";
 * const { scores, labels } = judgedRows({ scores: [0, 0, 1, 3, 2], windows: [[3, 4]], warmupRows: 2 });
 * deepStrictEqual([[...scores], [...labels]], [[1, 3, 2], [0, 1, 1]]);
 * ```
 */
export function judgedRows(
  { scores, windows, warmupRows }: ScoredSeries,
): { readonly scores: Float64Array; readonly labels: Uint8Array } {
  const labels = rowLabels({ scores, windows });
  return { scores: Float64Array.from(scores).subarray(warmupRows), labels: labels.subarray(warmupRows) };
}

/** Per row of a series 1 in a window, 0 outside. */
export function rowLabels({ scores, windows }: Pick<ScoredSeries, "scores" | "windows">): Uint8Array {
  const labels = new Uint8Array(scores.length);
  for (const [first, last] of windows) labels.fill(1, first, last + 1);
  return labels;
}
