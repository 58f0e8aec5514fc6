import type { LabelledSeries } from "../model/mod.ts";
import type { StreamDetector, StreamPoint } from "./stream_detector.ts";

/**
 * Walks a detector over a series: it learns from the warm-up, then scores row by row.
 *
 * @returns a score per row, 0 in the warm-up
 * @throws {UsageError} as the detector's `fit` and `update`
 */
export function scoreSeries(detector: StreamDetector, series: LabelledSeries): Float64Array {
  const { timesSeconds, warmupRows } = series;
  detector.fit(seriesPoints(series, 0, warmupRows));
  const scores = new Float64Array(timesSeconds.length);
  for (let row = warmupRows; row < scores.length; row++) scores[row] = detector.update(pointOf(series, row));
  return scores;
}

/** Rows of a series from `first` to before `end`, as a detector sees them. */
export function seriesPoints(series: LabelledSeries, first: number, end: number): StreamPoint[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => pointOf(series, first + i));
}

/** A row of a series, as a detector sees it. */
function pointOf({ timesSeconds, values, columns }: LabelledSeries, row: number): StreamPoint {
  const width = columns.length;
  return { timeSeconds: timesSeconds[row]!, values: values.subarray(row * width, (row + 1) * width) };
}
