/**
 * Series of numbers with labelled windows of anomalies, to measure detectors on: the Numenta Anomaly Benchmark and tables of any origin. Only reads
 * files; each series is read when it is asked for. The formats themselves are in the folders of their names.
 * @module
 */
export { readTable } from "../table/read_table.ts";
export type { ReadTableOptions, TableOptions } from "../table/options.ts";
export { TIME_FORMATS, type TimeFormat, toTimeSeconds } from "../table/times.ts";
export type { RecordedFiles } from "../reading/files.ts";
export type { Format } from "../reading/format.ts";
export type { SeriesFormat, SeriesOptions, SeriesSource } from "../reading/series_source.ts";
export {
  openSeries,
  type OpenSeriesOptions,
  SERIES_FORMATS,
  type SeriesFormatName,
  seriesIn,
} from "./open.ts";
