import type { LabelledSeries } from "../../model/mod.ts";
import type { ReadTableOptions } from "../table/options.ts";
import type { Format } from "./format.ts";

/** How tables are read as series. What isn't given is found. */
export type SeriesOptions = ReadTableOptions;

/** Labelled series, one after another. */
export interface SeriesSource {
  /** Number of files, known before the first one is read; a table may hold several series. */
  readonly count: number;
  /**
   * Each series is read when it is asked for.
   *
   * @throws {UsageError} for a mistake in its file: path, line, what was expected and what was found
   */
  readonly series: AsyncIterable<LabelledSeries>;
}

/** A format of labelled series. */
export type SeriesFormat = Format<SeriesSource, SeriesOptions>;
