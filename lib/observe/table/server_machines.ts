import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import type { SeriesOptions } from "../reading/series_source.ts";
import { windowsOf } from "../reading/windows.ts";
import { readTable } from "./read_table.ts";

/** The files of a series whose labels are in a file of their own. */
export interface LabelledFiles {
  readonly test: string;
  readonly labels: string;
  /** Rows before, in which nothing is wrong. */
  readonly train: string | undefined;
}

/**
 * Finds series laid out as those of the Server Machine Dataset (Su et al., 2019): `test/<name>.txt` with the labels of its rows in
 * `test_label/<name>.txt`, and rows to learn from in `train/<name>.txt`.
 */
export function labelledFilesIn(paths: readonly string[]): LabelledFiles[] {
  const known = new Set(paths);
  return paths.flatMap((test): LabelledFiles[] => {
    const [, before, name] = /^((?:.*\/)?)test\/([^/]+)$/.exec(test) ?? [];
    if (name === undefined) return [];
    const [labels, train] = [`${before}test_label/${name}`, `${before}train/${name}`];
    return known.has(labels) ? [{ test, labels, train: known.has(train) ? train : undefined }] : [];
  });
}

/**
 * Reads such a series: the rows to learn from, which are the warm-up, then those with labels. Rows have no times.
 *
 * @throws {UsageError} for a table that can't be read throughout, or another number of labels than rows
 */
export async function readLabelled(
  files: RecordedFiles,
  { test, labels, train }: LabelledFiles,
  options: SeriesOptions,
): Promise<LabelledSeries> {
  const own = linesOf(await files.text(test));
  const before = train === undefined ? [] : linesOf(await files.text(train));
  const marks = linesOf(await files.text(labels)).map((line) => line.trim());
  const wrong = marks.findIndex((mark) => !/^[01](?:\.0*)?$/.test(mark));
  if (wrong >= 0) {
    throw new UsageError(
      `${labels}:${wrong + 1}: expected 0 or 1, found ${JSON.stringify(marks[wrong]!.slice(0, 40))}`,
    );
  }
  if (marks.length !== own.length) {
    throw new UsageError(
      `${labels}: expected a label for each of the ${own.length} rows of "${test}", found ${marks.length}`,
    );
  }
  const width = own[0]?.split(",").length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  const read = readTable([...before, ...own].join("\n"), test, {
    time: null,
    values: columns,
    ...options,
    label: null,
    by: [],
    strict: true,
  });
  const [series] = read as [LabelledSeries];
  return {
    ...series,
    name: test.replace(/(?:^|\/)test\/([^/]+)$/, "/$1").replace(/^\//, "").replace(/\.(?:csv|tsv|txt)$/i, ""),
    windows: windowsOf(Uint8Array.from([...before.map(() => "0"), ...marks], Number)),
    warmupRows: options.warmupRows ?? (before.length > 0 ? before.length : series.warmupRows),
    notes: [
      ...series.notes ?? [],
      `labels from ${labels}`,
      ...(train === undefined ? [] : [`the first ${before.length} rows from ${train}, to learn from`]),
    ],
  };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
