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
  if (records.length === 0) return "";
  const columns = Object.keys(records[0]!);
  const rows = records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([column, value]) => [column, cell(value)]))
  );
  return stringify(rows, { columns }).replaceAll("\r\n", "\n");
}

/** The episodes of a text that `toCsv` wrote. @throws {SyntaxError} for a text that is no CSV */
export function fromCsv(text: string): EpisodeRecord[] {
  return parse(text, { skipFirstRow: true }).map((row) =>
    Object.fromEntries(
      Object.entries(row as Record<string, string>).map(([column, cell]) => [column, valueOf(column, cell)]),
    ) as unknown as EpisodeRecord
  );
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return "";
  return typeof value === "number" ? String(Number(value.toFixed(6))) : String(value);
}

function valueOf(column: string, cell: string): string | number | boolean | null {
  if (cell === "") return null;
  if (TEXTS.has(column)) return cell;
  return column === "diagnosis_right" ? cell === "true" : Number(cell);
}
