import type { LabelledSeries } from "../../model/mod.ts";
import type { Format } from "./format.ts";

/** How tables are read as series. The columns are guessed if they are not given. */
export interface SeriesOptions {
  /** The column of times; null: there is none, and rows are numbered from 0. */
  readonly time?: string | null;
  /** The columns of values, in this order. */
  readonly values?: readonly string[];
  /** The column that is 1 while something is wrong; null: there is none. */
  readonly label?: string | null;
  /** Rows to learn from, 1 or more. Default: 15 % of them. */
  readonly warmupRows?: number;
}

/** Labelled series, one after another. */
export interface SeriesSource {
  /** Number of series, known before the first one is read. */
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
