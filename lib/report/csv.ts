import { stringify } from "@std/csv";
import type { EpisodeRecord } from "../run/mod.ts";

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

function cell(value: string | number | boolean | null): string {
  if (value === null) return "";
  return typeof value === "number" ? String(Number(value.toFixed(6))) : String(value);
}
