import { numbers } from "../../model/argument_schemas.ts";
import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";

/** Scores and windows, as measures take them. */
export const scoredSeries = z.object({
  scores: numbers,
  windows: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
  warmupRows: z.int().min(0),
});

const ARGUMENTS = z.object({ series: scoredSeries });
/** A series of scores with its labelled windows: what a measure of detection needs. */
export interface ScoredSeries {
  /** One per row; higher is more anomalous. */
  readonly scores: ArrayLike<number>;
  /** First and last row (inclusive) of each anomalous stretch, in ascending order and not touching each other. */
  readonly windows: readonly (readonly [number, number])[];
  /** Number of rows at the beginning that are not judged. */
  readonly warmupRows: number;
}

/**
 * A score and a label for each row after the warm-up, as `rocAuc`, `averagePrecision` and `vusPr` take them.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
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
  series: ScoredSeries,
): { readonly scores: Float64Array; readonly labels: Uint8Array } {
  checkOptions("judgedRows", ARGUMENTS, { series });
  const { scores, windows, warmupRows } = series;
  const labels = rowLabels({ scores, windows });
  return { scores: Float64Array.from(scores).subarray(warmupRows), labels: labels.subarray(warmupRows) };
}

/** Per row of a series 1 inside a window, 0 outside. */
export function rowLabels({ scores, windows }: Pick<ScoredSeries, "scores" | "windows">): Uint8Array {
  const labels = new Uint8Array(scores.length);
  for (const [first, last] of windows) labels.fill(1, first, last + 1);
  return labels;
}
