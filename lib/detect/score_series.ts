import { z } from "zod";
import { anyFunction } from "../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { seriesSchema } from "../model/schemas.ts";
import type { LabelledSeries } from "../model/mod.ts";
import type { StreamDetector, StreamPoint } from "./detector.ts";

const SCORE_SERIES_ARGUMENTS = z.object({
  detector: objectWith({ name: "string", fit: "function", update: "function" }),
  series: seriesSchema,
  options: z.strictObject({ onRows: anyFunction.optional() }),
});
const SERIES_POINTS_ARGUMENTS = z.object({
  series: seriesSchema,
  first: z.int().min(0),
  end: z.int().min(0),
});

/** Options of `scoreSeries`. */
export interface ScoreSeriesOptions {
  /** Called after the warm-up, every 1,000 rows and at the end with the rows done so far. */
  readonly onRows?: (done: number) => void;
}

/** Rows between two calls of `onRows`. */
const ROWS_PER_CALL = 1000;

/**
 * Runs a detector over a series: it is fitted to the warm-up, then scores row by row.
 *
 * @returns one score per row, 0 in the warm-up
 * @throws {UsageError} as `fit` and `update` of the detector
 */
export function scoreSeries(
  detector: StreamDetector,
  series: LabelledSeries,
  options: ScoreSeriesOptions = {},
): Float64Array {
  checkOptions("scoreSeries", SCORE_SERIES_ARGUMENTS, { detector, series, options });
  const { onRows } = options;
  const { timesSeconds, warmupRows } = series;
  detector.fit(seriesPoints(series, 0, warmupRows));
  const scores = new Float64Array(timesSeconds.length);
  for (let row = warmupRows; row < scores.length; row++) {
    if ((row - warmupRows) % ROWS_PER_CALL === 0) onRows?.(row);
    scores[row] = detector.update(pointOf(series, row));
  }
  onRows?.(scores.length);
  return scores;
}

/**
 * The points of the rows from `first` to before `end`.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function seriesPoints(series: LabelledSeries, first: number, end: number): StreamPoint[] {
  checkOptions("seriesPoints", SERIES_POINTS_ARGUMENTS, { series, first, end });
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => pointOf(series, first + i));
}

function pointOf({ timesSeconds, values, columns }: LabelledSeries, row: number): StreamPoint {
  const width = columns.length;
  return { timeSeconds: timesSeconds[row]!, values: values.subarray(row * width, (row + 1) * width) };
}
