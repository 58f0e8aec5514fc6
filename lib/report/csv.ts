import { parse, stringify } from "@std/csv";
import type { EpisodeRecord } from "../run/mod.ts";

/** Columns that hold texts; all others hold numbers, but for `diagnosis_right`. */
const TEXTS = new Set(["fault_type", "fault_service", "agent", "scenario", "topology"]);

/**
 * Episodes as CSV with a header line, one row each, in the columns' order; null is an empty cell, floats are written to at most 6
 * decimals.
 *
 * @returns the header alone is never written: an empty list gives an empty string
 */
export function toCsv(records: readonly EpisodeRecord[]): string {
  return rowsToCsv(records as readonly (EpisodeRecord & Readonly<Record<string, Cell>>)[]);
}

/** `toCsv` for rows of any columns, those of the first row. */
export function rowsToCsv(records: readonly Readonly<Record<string, Cell>>[]): string {
  if (records.length === 0) return "";
  const columns = Object.keys(records[0]!);
  const rows = records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([column, value]) => [column, cell(value)]))
  );
  return stringify(rows, { columns }).replaceAll("\r\n", "\n");
}

/**
 * The episodes of a text that `toCsv` wrote.
 *
 * @throws {SyntaxError} for a text that is no CSV, or that holds other columns
 */
export function fromCsv(text: string): EpisodeRecord[] {
  if (text === "") return [];
  const [header = [], ...rows] = parse(text) as string[][];
  if (!header.includes("slo_steps")) {
    throw new SyntaxError(`No episodes: the columns are ${header.join(", ")}`);
  }
  // All records are copies of one, because objects of one shape take a tenth of the memory of those that are not.
  const blank = Object.fromEntries(header.map((column) => [column, null])) as Record<string, Cell>;
  const read = header.map((column) => [column, readerOf(column)] as const);
  return rows.map((row) => {
    const record = { ...blank };
    read.forEach(([column, valueOf], i) => record[column] = row[i] === "" ? null : valueOf(row[i]!));
    return record as unknown as EpisodeRecord;
  });
}

/** A cell of a CSV table; null is an empty one. */
export type Cell = string | number | boolean | null;

function cell(value: Cell): string {
  if (value === null) return "";
  return typeof value === "number" ? String(Number(value.toFixed(6))) : String(value);
}

function readerOf(column: string): (cell: string) => Cell {
  if (column === "diagnosis_right") return (cell) => cell === "true";
  if (!TEXTS.has(column)) return Number;
  // A text that is cut from a file keeps the file in memory: one copy of each serves all rows.
  const known = new Map<string, string>();
  return (cell) => known.get(cell) ?? known.set(cell, cell).get(cell)!;
}
