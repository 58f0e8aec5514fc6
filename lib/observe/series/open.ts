import { requireName, UsageError } from "../../model/mod.ts";
import { openArchive } from "../reading/archive_files.ts";
import { folderOf, type RecordedFiles } from "../reading/files.ts";
import { openFolder, readable } from "../reading/folder_files.ts";
import { csv } from "../csv/csv.ts";
import type { CsvSeriesOptions } from "../csv/csv_series.ts";
import { nab } from "../nab/nab.ts";
import type { SeriesFormat, SeriesSource } from "./source.ts";

/** The kinds of series that can be read, by name. */
export const SERIES_FORMATS = { nab, csv } as const satisfies Record<string, SeriesFormat>;

/** The name of a kind of series. */
export type SeriesFormatName = keyof typeof SERIES_FORMATS;

/** Which series, and how to read them. */
export interface OpenSeriesOptions extends CsvSeriesOptions {
  /** One of `SERIES_FORMATS`. */
  readonly format: string;
  /** A folder, a `.tar.gz` of one, or a single `.csv`. */
  readonly path: string;
}

/**
 * Opens labelled series on the disk.
 *
 * @throws {UsageError} for an unknown format, a path that can't be read, or a place without any series; while the series are
 * read, for a mistake in a file
 */
export async function openSeries({ format, path, ...options }: OpenSeriesOptions): Promise<SeriesSource> {
  const name = requireName("format", format, Object.keys(SERIES_FORMATS) as SeriesFormatName[]);
  const { isDirectory } = await readable(path, Deno.stat);
  if (isDirectory) return seriesIn(await openFolder(path), name, options);
  return seriesIn(/\.csv$/i.test(path) ? oneFile(path) : await openArchive(path), name, options);
}

/**
 * `openSeries` for files that are not on the disk.
 *
 * @throws {UsageError} as that does
 *
 * @example
 * ```ts
 * import { filesInMemory } from "../reading/files.ts";
 * import { seriesIn } from "./open.ts";
 * const { count, series } = await seriesIn(filesInMemory({ "cpu.csv": "time,cpu\n1,5\n2,6\n" }), "csv");
 * for await (const { name, columns } of series) console.assert(count === 1 && name === "cpu" && columns[0] === "cpu");
 * ```
 */
export async function seriesIn(
  files: RecordedFiles,
  format: SeriesFormatName,
  options: CsvSeriesOptions = {},
): Promise<SeriesSource> {
  const source = await SERIES_FORMATS[format].open(files, options);
  if (source.count > 0) return source;
  throw new UsageError(
    `Cannot find any series of the format "${format}" in "${files.name}": ${files.paths.length} files there, none laid out as ${
      SERIES_FORMATS[format].layout
    }`,
  );
}

function oneFile(path: string): RecordedFiles {
  const folder = folderOf(path);
  const name = folder === "" ? path : path.slice(folder.length + 1);
  return { name: path, paths: [name], text: () => readable(path, Deno.readTextFile) };
}
