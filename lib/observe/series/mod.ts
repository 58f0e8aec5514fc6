/**
 * Series of numbers with the windows in which something was wrong, to judge detectors by: the Numenta Anomaly Benchmark, and anyone's CSV
 * tables. Reads files and nothing else; each series is read when it is asked for.
 * @module
 */
export { csvSeries, type CsvSeriesOptions } from "../csv/csv_series.ts";
export * from "./open.ts";
export type { SeriesFormat, SeriesSource } from "./source.ts";
