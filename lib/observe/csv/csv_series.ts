import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { type CsvFile, type CsvRow, readCsv } from "../reading/csv.ts";
import { malformed } from "../reading/malformed.ts";
import { cellNumber, requireNumber } from "../reading/numbers.ts";
import type { SeriesOptions } from "../reading/series_source.ts";
import { type Columns, findColumns } from "./columns.ts";
import { isoSeconds, unitsPerSecond } from "../reading/times.ts";
import { windowsOf } from "../reading/windows.ts";

const ARGUMENTS = z.object({ text: z.string(), path: z.string(), options: anyObject });

/**
 * Reads a CSV table with a header as a series. Times are ISO 8601 (UTC without a time zone), Unix times in seconds down
 * to nanoseconds, or row numbers; an empty cell or NaN is a missing value.
 *
 * @param path of the table, for messages and the name of the series
 * @throws {UsageError} naming file, line and cell, for a cell that is not a number, time or label, for descending times,
 *   for a table without rows or without numbers, for a column that does not exist, and for a warm-up longer than the
 *   table
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { csvSeries } from "./csv_series.ts";
 * const text = "time,cpu,host,label\n2024-01-01,1.5,a,0\n2024-01-02,,a,1\n2024-01-03,9,a,1\n";
 * const { columns, values, windows } = csvSeries(text, "my.csv");
 * deepStrictEqual([columns, [...values], windows], [["cpu"], [1.5, NaN, 9], [[1, 2]]]);
 * ```
 */
export function csvSeries(text: string, path: string, options: SeriesOptions = {}): LabelledSeries {
  checkOptions("csvSeries", ARGUMENTS, { text, path, options });
  const file = readCsv(text, path);
  const rows = [...file.rows];
  if (rows.length === 0) throw malformed({ path }, "rows below the header, found none");
  const columns = findColumns(file, rows.slice(0, 100).map(({ cells }) => cells), options);
  return {
    name: path.replace(/\.csv$/i, ""),
    columns: columns.values.map((i) => file.header[i]!),
    timesSeconds: timesOf(file, rows, columns.time),
    values: valuesOf(file, rows, columns),
    windows: columns.label === undefined ? [] : windowsOf(labelsOf(file, rows, columns.label)),
    warmupRows: warmupOf(path, rows.length, options),
  };
}

function warmupOf(path: string, rows: number, { warmupRows }: SeriesOptions): number {
  if (warmupRows === undefined) return Math.max(1, Math.floor(0.15 * rows));
  if (Number.isSafeInteger(warmupRows) && warmupRows >= 1 && warmupRows <= rows) return warmupRows;
  throw new UsageError(
    `The warm-up needs a whole number of 1 to ${rows} rows, which "${path}" has, found ${warmupRows}`,
  );
}

function valuesOf({ header, path }: CsvFile, rows: readonly CsvRow[], columns: Columns): Float64Array {
  const width = columns.values.length;
  const values = new Float64Array(rows.length * width);
  rows.forEach(({ cells, line }, row) =>
    columns.values.forEach((i, at) => {
      values[row * width + at] = requireNumber(cells[i]!, header[i]!, { path, line, column: i + 1 });
    })
  );
  return values;
}

function labelsOf({ header, path }: CsvFile, rows: readonly CsvRow[], column: number): Uint8Array {
  return Uint8Array.from(rows, ({ cells, line }) => {
    const cell = cells[column]!.trim();
    if (/^(?:1(?:\.0*)?|true)$/i.test(cell)) return 1;
    if (/^(?:0(?:\.0*)?|false|)$/i.test(cell)) return 0;
    throw malformed({ path, line, column: column + 1 }, `0 or 1 in the column "${header[column]}"`, cell);
  });
}

function timesOf(
  { header, path }: CsvFile,
  rows: readonly CsvRow[],
  column: number | undefined,
): Float64Array {
  if (column === undefined) return Float64Array.from(rows, (_, row) => row);
  const times = new Float64Array(rows.length);
  const units = unitsPerSecond(cellNumber(rows[0]!.cells[column]!) ?? 0);
  rows.forEach(({ cells, line }, row) => {
    const place = { path, line, column: column + 1 };
    const time = timeOf(cells[column]!, units);
    if (Number.isNaN(time)) {
      throw malformed(place, `a time in the column "${header[column]}"`, cells[column]!);
    }
    if (row > 0 && time < times[row - 1]!) {
      throw malformed(place, `times that never fall in the column "${header[column]}"`, cells[column]!);
    }
    times[row] = time;
  });
  return times;
}

/** A time from ISO 8601 or from a number in a unit; NaN for anything else. */
function timeOf(cell: string, units: number): number {
  const number = cellNumber(cell);
  return number === undefined ? isoSeconds(cell) : number / units;
}
