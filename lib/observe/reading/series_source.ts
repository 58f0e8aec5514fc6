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
   * @throws {UsageError} for a mistake in a file, where `strict` is told or no file could be read: path, line, what was expected and what was
   * found; any other file that can't be read is told in `notes`
   */
  readonly series: AsyncIterable<LabelledSeries>;
  /** What was left out: files that are no tables, and those that couldn't be read, as they are come upon. */
  readonly notes: readonly string[];
}

/** A format of labelled series. */
export type SeriesFormat = Format<SeriesSource, SeriesOptions>;
