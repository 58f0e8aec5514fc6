import type { LabelledSeries } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import type { CsvSeriesOptions } from "../csv/csv_series.ts";

/** Labelled series, one after another. */
export interface SeriesSource {
  /** How many will come, known beforehand for a progress bar. */
  readonly count: number;
  /** Each is read when it is asked for. @throws {UsageError} for a mistake in its file: path, line, what was expected and found */
  readonly series: AsyncIterable<LabelledSeries>;
}

/** A kind of folder with series. */
export interface SeriesFormat {
  /** What it is, in one line. */
  readonly about: string;
  /** The paths that it is known by, for the error where there are none. */
  readonly layout: string;
  open(files: RecordedFiles, options: CsvSeriesOptions): Promise<SeriesSource>;
}
