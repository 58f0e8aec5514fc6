import type { LabelledSeries } from "../model/mod.ts";
import type { StreamDetector, StreamPoint } from "./detector.ts";

/**
 * Runs a detector over a series: it is fitted to the warm-up, then scores row by row.
 *
 * @returns one score per row, 0 in the warm-up
 * @throws {UsageError} as `fit` and `update` of the detector
 */
export function scoreSeries(detector: StreamDetector, series: LabelledSeries): Float64Array {
  const { timesSeconds, warmupRows } = series;
  detector.fit(seriesPoints(series, 0, warmupRows));
  const scores = new Float64Array(timesSeconds.length);
  for (let row = warmupRows; row < scores.length; row++) scores[row] = detector.update(pointOf(series, row));
  return scores;
}

/** The points of the rows from `first` to before `end`. */
export function seriesPoints(series: LabelledSeries, first: number, end: number): StreamPoint[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => pointOf(series, first + i));
}

function pointOf({ timesSeconds, values, columns }: LabelledSeries, row: number): StreamPoint {
  const width = columns.length;
  return { timeSeconds: timesSeconds[row]!, values: values.subarray(row * width, (row + 1) * width) };
}
