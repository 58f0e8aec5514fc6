import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { eachFile } from "../reading/each_file.ts";
import { isHidden } from "../reading/files.ts";
import type { SeriesFormat } from "../reading/series_source.ts";
import { counted, shortList } from "../reading/words.ts";
import { exportedSeries } from "../own/exported_series.ts";
import { labelledFilesIn, readLabelled } from "./server_machines.ts";

const TABLE = /\.(?:csv|tsv|txt)(?:\.gz)?$/i;
/** What monitoring systems export as they answer. */
const EXPORT = /\.(?:json|jsonl|ndjson|prom|om)(?:\.gz)?$/i;
/** Texts about the data that lie beside it. */
const ABOUT = /(?:^|\/)(?:readme|licen[cs]e|copying|changelog|notice|citation|requirements)[^/]*$/i;

/** Tables of any origin and what monitoring systems export, one or several series per file. */
export const csv: SeriesFormat = {
  about: "tables: CSV and what spreadsheets, databases and monitoring export under that name",
  layout: "<name>.csv, .tsv, .txt, .json or .jsonl, also with .gz",
  marks: /\.csv(?:\.gz)?$/i,
  open: (files, options) => {
    // A single file was named: it is one of metrics whatever it is called.
    const alone = files.paths.length === 1 && !/\.(?:md|parquet|zip)(?:\.gz)?$/i.test(files.paths[0]!);
    const own = files.paths.filter((path) => !isHidden(path) && !ABOUT.test(path));
    const tabular = own.filter((path) => TABLE.test(path));
    // JSON beside tables is about them.
    const paths = alone
      ? files.paths
      : tabular.length > 0
      ? tabular
      : own.filter((path) => EXPORT.test(path));
    const pairs = new Map(labelledFilesIn(paths).map((pair) => [pair.test, pair]));
    const parts = new Set([...pairs.values()].flatMap(({ labels, train }) => [labels, train]));
    const tables = paths.filter((path) => !parts.has(path));
    const others = files.paths.filter((path) => !paths.includes(path));
    const notes = others.length === 0 ? [] : [
      `${counted(others.length, "file")} left out that ${
        others.length === 1 ? "is no table" : "are no tables"
      }: ${shortList(others)}`,
    ];
    const read = async (path: string): Promise<readonly LabelledSeries[]> => {
      const pair = pairs.get(path);
      if (pair !== undefined) return [await readLabelled(files, pair, options)];
      try {
        return exportedSeries(await files.text(path), path, options);
      } catch (error) {
        if (!(error instanceof UsageError) || !/\.xls[xm]$/i.test(files.name)) throw error;
        // The sheet of a spreadsheet is no file of its own.
        throw new UsageError(error.message.replace(path, `the sheet "${path.replace(/\.csv$/, "")}"`));
      }
    };
    const strict = options.strict ?? false;
    return Promise.resolve({
      count: tables.length,
      series: eachFile(tables, read, { strict, notes }),
      notes,
    });
  },
};
