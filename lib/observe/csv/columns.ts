import { UsageError } from "../../model/mod.ts";
import { type CsvFile, requireColumn } from "../reading/csv.ts";
import { malformed } from "../reading/malformed.ts";
import { cellNumber } from "../reading/numbers.ts";
import type { SeriesOptions } from "../reading/series_source.ts";
import { isoSeconds } from "../reading/times.ts";

/** Indices of the columns of a table. */
export interface Columns {
  readonly time: number | undefined;
  readonly values: readonly number[];
  readonly label: number | undefined;
}

/** Number of rows that guesses are based on. */
const SAMPLE_ROWS = 100;
const LABEL_NAME = /^(?:label|is_?anomaly|anomaly)$/i;
const TIME_NAME =
  /^(?:time|date|datetime|timestamp|times|ts|unix_?time(?:stamp)?|epoch|t|row|step|index)(?:_?(?:s|ms|us|ns|utc))?$/i;
/** Lower limit of Unix seconds (1973): ascending numbers beyond it are times. */
const MIN_UNIX_SECONDS = 1e8;

/**
 * Finds the columns: those given, else the first column that looks like times, a column called label, anomaly or
 * is_anomaly, and of the others those that are mostly numbers.
 *
 * @param rows the first rows, without the header
 * @throws {UsageError} for a column that does not exist, for repeated column names, or if no column holds numbers
 */
export function findColumns(
  { header, path }: Pick<CsvFile, "header" | "path">,
  rows: readonly (readonly string[])[],
  options: SeriesOptions,
): Columns {
  requireDifferent(header, path);
  const place = (name: string) => requireColumn({ header, path }, name);
  const all = header.map((_, i) => i);
  const cellsOf = (i: number) => rows.slice(0, SAMPLE_ROWS).map((cells) => cells[i]!);
  const label = told(options.label, place, () => all.find((i) => LABEL_NAME.test(header[i]!)));
  const named = options.values?.map(place);
  const free = all.filter((i) => i !== label && named?.includes(i) !== true);
  const time = told(options.time, place, () => free.find((i) => looksLikeTime(header[i]!, cellsOf(i))));
  const values = named ?? free.filter((i) => i !== time && mostly(cellsOf(i), isNumber));
  if (values.length === 0) {
    const wanted = header.length === 1 ? "a column of numbers, separated by commas" : "a column of numbers";
    throw malformed({ path, line: 1 }, wanted, header.join(","));
  }
  for (const i of values) {
    if (i === time || i === label) {
      throw new UsageError(`The column "${header[i]}" can't be a value and the time or label at once`);
    }
  }
  return { time, values, label };
}

function told(
  option: string | null | undefined,
  place: (name: string) => number,
  guess: () => number | undefined,
): number | undefined {
  if (option === undefined) return guess();
  return option === null ? undefined : place(option);
}

function looksLikeTime(name: string, cells: readonly string[]): boolean {
  if (mostly(cells, (cell) => !Number.isNaN(isoSeconds(cell)))) return true;
  if (!mostly(cells, isNumber)) return false;
  if (TIME_NAME.test(name)) return true;
  const numbers = cells.map(Number);
  const steps = numbers.slice(1).map((number, i) => number - numbers[i]!);
  if (steps.length === 0) return false;
  return steps.every((step) => step === 1) ||
    (numbers[0]! > MIN_UNIX_SECONDS && steps.every((step) => step > 0));
}

/** Whether more than half of the non-empty cells pass a test; false for an empty column. */
function mostly(cells: readonly string[], test: (cell: string) => boolean): boolean {
  const filled = cells.filter((cell) => !Number.isNaN(cellNumber(cell)));
  return 2 * filled.filter(test).length > filled.length;
}

function isNumber(cell: string): boolean {
  return cellNumber(cell) !== undefined;
}

function requireDifferent(header: readonly string[], path: string): void {
  const twice = header.findIndex((name, i) => header.indexOf(name) !== i);
  if (twice < 0) return;
  throw malformed({ path, line: 1, column: twice + 1 }, "column names that differ", header[twice]!);
}
