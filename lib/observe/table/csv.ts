import type { LabelledSeries } from "../../model/mod.ts";
import { isHidden, type RecordedFiles } from "../reading/files.ts";
import type { SeriesFormat, SeriesOptions } from "../reading/series_source.ts";
import { readTable } from "./read_table.ts";

const TABLE = /\.(?:csv|tsv|txt)(?:\.gz)?$/i;

/** Tables of any origin, one or several series per file. */
export const csv: SeriesFormat = {
  about: "tables: CSV and what spreadsheets, databases and monitoring export under that name",
  layout: "<name>.csv, .tsv or .txt, also with .gz",
  marks: /\.csv(?:\.gz)?$/i,
  open: (files, options) => {
    const tables = files.paths.filter((path) => TABLE.test(path) && !isHidden(path));
    // A single file was named: it is a table whatever it is called.
    const alone = files.paths.length === 1 &&
      !/\.(?:json|jsonl|md|parquet|zip)(?:\.gz)?$/i.test(files.paths[0]!);
    const paths = tables.length === 0 && alone ? files.paths : tables;
    return Promise.resolve({ count: paths.length, series: seriesOf(files, paths, options) });
  },
};

async function* seriesOf(
  files: RecordedFiles,
  paths: readonly string[],
  options: SeriesOptions,
): AsyncGenerator<LabelledSeries> {
  for (const path of paths) yield* readTable(await files.text(path), path, options);
}
