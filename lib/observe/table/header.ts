import { isGap, measureOf } from "./numbers.ts";
import { findTimeForm } from "./times.ts";
import type { DelimitedRecord } from "./records.ts";

/** The names of the columns, and whether they are the file's own. */
export interface Header {
  readonly names: readonly string[];
  readonly own: boolean;
  /** Names that were there twice: the second is told apart by a number. */
  readonly renamed: readonly string[];
}

/** The first rows say what a column holds. */
type Kind = "gap" | "number" | "time" | "text";

function kindOf(cell: string): Kind {
  if (isGap(cell)) return "gap";
  if (measureOf(cell, { decimal: "." }) !== undefined || measureOf(cell, { decimal: "," }) !== undefined) {
    return "number";
  }
  return findTimeForm([cell], false).kind === "none" ? "text" : "time";
}

/**
 * The header of a table. The first record is one if a cell of it is text above numbers or times, and none of its cells is a time; a
 * record of the numbers from 0 on, as data frames without names have it, is one, too. Otherwise columns are called `column 1` and so on.
 *
 * @param records the first ones, at least one
 */
export function headerOf(records: readonly DelimitedRecord[]): Header {
  const [first, ...body] = records;
  // A byte order mark counts as a blank.
  const given = first!.cells.map((cell) => cell.trim());
  const cells = body.length > 0 && namesAllButFirst(first!, body[0]!) ? ["", ...given] : given;
  if (!isHeader(cells, body)) {
    const width = usualWidth(records);
    return { names: Array.from({ length: width }, (_, i) => `column ${i + 1}`), own: false, renamed: [] };
  }
  const seen = new Map<string, number>();
  const renamed: string[] = [];
  const names = cells.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    if (times === 1 || name === "") return name;
    renamed.push(name);
    return `${name} (${times})`;
  });
  return { names, own: true, renamed };
}

function isHeader(cells: readonly string[], body: readonly DelimitedRecord[]): boolean {
  const kinds = cells.map(kindOf);
  if (kinds.includes("time")) return false;
  const counted = cells.filter((cell) => cell !== "");
  if (counted.length > 1 && counted.every((cell, i) => cell === String(i))) return true;
  if (!kinds.includes("text")) return false;
  if (!kinds.includes("number") || body.length === 0) return true;
  return cells.some((_, i) => {
    if (kinds[i] !== "text") return false;
    const below = body.map((row) => kindOf(row.cells[i] ?? "")).filter((kind) => kind !== "gap");
    return below.filter((kind) => kind !== "text").length * 2 > below.length;
  });
}

const TIME_FIRST = /^_?@?(?:time|timestamp|date|datetime|date_time|ts|epoch|clock)$/i;

/** Whether a cell is a name that only times have. */
export function namesTime(cell: string): boolean {
  return TIME_FIRST.test(cell.trim());
}

/** Whether a record has different times in all cells but the first one, as the header of a table with a row for each metric. */
export function namesTimes({ cells: [first = "", ...others] }: DelimitedRecord): boolean {
  return others.length >= 3 && kindOf(first) !== "time" && new Set(others).size === others.length &&
    others.every((cell) => kindOf(cell) === "time");
}

/** Whether a record holds words alone. */
export function isWords({ cells }: DelimitedRecord): boolean {
  return cells.every((cell) => isGap(cell) || kindOf(cell) === "text");
}

/** Whether a record holds the names of all columns but the first, as those of R and of round-robin databases do. */
export function namesAllButFirst(
  names: DelimitedRecord,
  { cells: [index = "", ...values] }: DelimitedRecord,
): boolean {
  // The time has its name: then it is another one that is missing.
  return !TIME_FIRST.test(names.cells[0]!.trim()) && names.cells.length === values.length &&
    values.at(-1) !== "" && kindOf(index) !== "gap" &&
    names.cells.every((cell) => kindOf(cell) === "text") && values.every((cell) => kindOf(cell) !== "text");
}

/** Columns that InfluxDB adds to its tables. */
const INFLUX_NAMES = ["result", "table", "_start", "_stop", "_time", "_value", "_field", "_measurement"];

/** Whether columns are called as in a table of InfluxDB. */
export function areInfluxNames(names: readonly string[]): boolean {
  return INFLUX_NAMES.filter((name) => names.includes(name)).length >= 4;
}

/** Whether a record holds numbers and times alone, as rows do. */
export function isRow({ cells }: DelimitedRecord): boolean {
  const kinds = cells.map(kindOf).filter((kind) => kind !== "gap");
  return kinds.length > 0 && kinds.every((kind) => kind !== "text");
}

/**
 * The header of a table that has one in two lines: groups above names, as `time,web,,db,` above `,cpu,mem,cpu,mem`. A group holds until the
 * next one.
 *
 * @param records the first ones
 * @returns the names as one record and how many records they take; undefined for any other table
 */
export function groupedHeader(
  [groups, names, third, fourth]: readonly DelimitedRecord[],
): { readonly record: DelimitedRecord; readonly taken: number } | undefined {
  if (groups === undefined || names === undefined || third === undefined) return undefined;
  const above = groups.cells.map((cell) => cell.trim());
  const below = names.cells.map((cell) => cell.trim());
  const width = below.length;
  if (width < 3 || above.length !== width || third.cells.length < width) return undefined;
  // Above such names there are annotations, not groups.
  if (areInfluxNames(below)) return undefined;
  const words = [...above, ...below].every((cell) => cell === "" || kindOf(cell) === "text");
  const held = above.slice(1);
  const filled = held.filter((cell) => cell !== "");
  // Names of single columns stand above each of them, and differ.
  if (!words || filled.length === 0 || filled.length === held.length && new Set(held).size === held.length) {
    return undefined;
  }
  if (
    below.slice(1).some((cell) => cell === "") || below[0] === "" && above[0] === "" && fourth === undefined
  ) {
    return undefined;
  }
  const numbers = ({ cells }: DelimitedRecord) => cells.slice(1).some((cell) => kindOf(cell) === "number");
  // Data frames have a line with the name of their index alone.
  const index = !numbers(third) && third.cells.slice(1).every(isGap) ? third.cells[0]!.trim() : undefined;
  if (!numbers(index === undefined ? third : fourth ?? third)) return undefined;
  let group = "";
  const cells = below.map((name, i) => {
    if (i === 0) return index ?? (name === "" ? above[0]! : name);
    if (above[i] !== "") group = above[i]!;
    return group === "" ? name : `${group} ${name}`;
  });
  return { record: { line: names.line, cells }, taken: index === undefined ? 2 : 3 };
}

/** The number of cells that most records have. */
export function usualWidth(records: readonly DelimitedRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0];
}
