import { UsageError } from "../model/mod.ts";
import { recordsSchema } from "./records_schema.ts";
import { z } from "zod";
import { anyObject } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import { displayable } from "../model/shown/displayable.ts";
import { stringify } from "@std/csv";
import { csvRows } from "./csv_rows.ts";
import type { EpisodeRecord } from "../run/mod.ts";

const TO_CSV_ARGUMENTS = z.object({ records: recordsSchema });
const ROWS_TO_CSV_ARGUMENTS = z.object({ records: z.array(anyObject) });
const FROM_CSV_ARGUMENTS = z.object({ text: z.string() });

/** Columns of episodes that hold text. */
export const TEXT_COLUMNS: ReadonlySet<string> = new Set<keyof EpisodeRecord>([
  "fault_type",
  "fault_service",
  "agent",
  "scenario",
  "topology",
  "fault_steps",
  "benign",
]);
/** Columns of episodes that hold true or false; those that hold no text either hold numbers. */
export const FLAG_COLUMNS: ReadonlySet<string> = new Set<keyof EpisodeRecord>([
  "diagnosis_right",
  "diagnosis_kind_right",
  "privileged",
]);

/**
 * Writes episodes as CSV with a header, one row each, in the order of the columns; null is an empty cell, and numbers
 * have at most 6 decimals.
 *
 * @returns "" for no records: a header alone is never written
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function toCsv(records: readonly EpisodeRecord[]): string {
  checkOptions("toCsv", TO_CSV_ARGUMENTS, { records });
  return rowsToCsv(records as readonly (EpisodeRecord & Readonly<Record<string, Cell>>)[]);
}

/**
 * Writes rows of any columns as CSV; the columns are those of the first row.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function rowsToCsv(records: readonly Readonly<Record<string, Cell>>[]): string {
  checkOptions("rowsToCsv", ROWS_TO_CSV_ARGUMENTS, { records });
  if (records.length === 0) return "";
  const columns = Object.keys(records[0]!);
  const rows = records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([column, value]) => [column, cell(value)]))
  );
  return stringify(rows, { columns }).replaceAll("\r\n", "\n");
}

/**
 * Reads episodes from the CSV of `toCsv`.
 *
 * @throws {UsageError} if the text is not CSV or has other columns
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function fromCsv(text: string): EpisodeRecord[] {
  checkOptions("fromCsv", FROM_CSV_ARGUMENTS, { text });
  if (text === "") return [];
  const [header = [], ...rows] = csvRows(text);
  if (!header.includes("slo_steps")) {
    throw new UsageError(`No episodes: the columns are ${header.join(", ")}`);
  }
  // All records are copies of one object, since objects of the same shape take a tenth of the memory.
  const blank = Object.fromEntries(header.map((column) => [column, null])) as Record<string, Cell>;
  const read = header.map((column) => [column, readerOf(column)] as const);
  const records = rows.map((row) => {
    const record = { ...blank };
    read.forEach(([column, valueOf], i) => record[column] = row[i] === "" ? null : valueOf(row[i]!));
    return record as unknown as EpisodeRecord;
  });
  return displayable(records, "records");
}

/** A cell of a CSV table; null is an empty one. */
export type Cell = string | number | boolean | null;

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(Number(value.toFixed(6)));
  return typeof value === "string" ? harmless(value) : String(value);
}

/** A text that a spreadsheet does not run as a formula: an apostrophe precedes it, which `original` removes. */
function harmless(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The text of a cell as it was before `rowsToCsv` made it harmless. */
export function original(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function readerOf(column: string): (cell: string) => Cell {
  if (FLAG_COLUMNS.has(column)) return (cell) => cell === "true";
  if (!TEXT_COLUMNS.has(column)) return Number;
  // A slice keeps the whole file in memory: rows share one copy of each text.
  const known = new Map<string, string>();
  return (cell) => known.get(cell) ?? known.set(cell, original(cell)).get(cell)!;
}
