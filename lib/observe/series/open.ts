import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { requireName } from "../../model/mod.ts";
import { csv } from "../table/csv.ts";
import { nab } from "../nab/nab.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { openAs } from "../reading/format.ts";
import { openFiles } from "../reading/open_files.ts";
import type { SeriesFormat, SeriesOptions, SeriesSource } from "../reading/series_source.ts";

const recordedFiles = objectWith<RecordedFiles>({ name: "string", paths: "list", text: "function" });

const OPEN_SERIES_ARGUMENTS = z.object({ options: z.looseObject({ format: z.unknown(), path: z.string() }) });
const SERIES_IN_ARGUMENTS = z.object({ files: recordedFiles, options: anyObject });

/** The name of a format of series. */
export type SeriesFormatName = "nab" | "csv";

/** The formats of series by name. */
export const SERIES_FORMATS: Readonly<Record<SeriesFormatName, SeriesFormat>> = { nab, csv };

/** Which series to open, and how to read them. */
export interface OpenSeriesOptions extends SeriesOptions {
  /** A name in `SERIES_FORMATS`. */
  readonly format: string;
  /** A folder, a `.tar.gz` or `.zip` of one, or a single table. */
  readonly path: string;
}

/**
 * Opens labelled series on the disk.
 *
 * @throws {UsageError} for an unknown format, a path that can't be read, or a path without any series of that format; while the series are
 * read, for a mistake in a file
 */
export async function openSeries(given: OpenSeriesOptions): Promise<SeriesSource> {
  checkOptions("openSeries", OPEN_SERIES_ARGUMENTS, { options: given });
  const { format, path, ...options } = given;
  const name = requireName("format", format, Object.keys(SERIES_FORMATS) as SeriesFormatName[]);
  return await seriesIn(await openFiles(path), name, options);
}

/**
 * `openSeries` for files that are already open, on the disk or not.
 *
 * @throws {UsageError} as `openSeries`
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert";
 * import { filesInMemory } from "../reading/files.ts";
 * import { seriesIn } from "./open.ts";
 * const { count, series } = await seriesIn(filesInMemory({ "cpu.csv": "time,cpu\n1,5\n2,6\n" }), "csv");
 * const [first] = await Array.fromAsync(series);
 * strictEqual(count, 1);
 * deepStrictEqual([first!.name, first!.columns], ["cpu", ["cpu"]]);
 * ```
 */
export async function seriesIn(
  files: RecordedFiles,
  format: SeriesFormatName,
  options: SeriesOptions = {},
): Promise<SeriesSource> {
  checkOptions("seriesIn", SERIES_IN_ARGUMENTS, { files, options });
  const what = `series of the format "${format}"`;
  return await openAs(files, { formats: SERIES_FORMATS, name: format, options, what });
}
