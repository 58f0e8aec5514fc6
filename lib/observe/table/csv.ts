import type { LabelledSeries } from "../../model/mod.ts";
import { eachFile } from "../reading/each_file.ts";
import { isHidden } from "../reading/files.ts";
import type { SeriesFormat } from "../reading/series_source.ts";
import { counted, shortList } from "../reading/words.ts";
import { readTable } from "./read_table.ts";
import { labelledFilesIn, readLabelled } from "./server_machines.ts";

const TABLE = /\.(?:csv|tsv|txt)(?:\.gz)?$/i;
/** Texts about the data that lie beside it. */
const ABOUT = /(?:^|\/)(?:readme|licen[cs]e|copying|changelog|notice|citation|requirements)[^/]*$/i;

/** Tables of any origin, one or several series per file. */
export const csv: SeriesFormat = {
  about: "tables: CSV and what spreadsheets, databases and monitoring export under that name",
  layout: "<name>.csv, .tsv or .txt, also with .gz",
  marks: /\.csv(?:\.gz)?$/i,
  open: (files, options) => {
    // A single file was named: it is a table whatever it is called.
    const alone = files.paths.length === 1 &&
      !/\.(?:json|jsonl|md|parquet|zip)(?:\.gz)?$/i.test(files.paths[0]!);
    const paths = alone
      ? files.paths
      : files.paths.filter((path) => TABLE.test(path) && !isHidden(path) && !ABOUT.test(path));
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
      return pair === undefined
        ? readTable(await files.text(path), path, options)
        : [await readLabelled(files, pair, options)];
    };
    const strict = options.strict ?? false;
    return Promise.resolve({
      count: tables.length,
      series: eachFile(tables, read, { strict, notes }),
      notes,
    });
  },
};
