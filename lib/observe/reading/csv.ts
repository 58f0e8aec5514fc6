import { nearestName, UsageError } from "../../model/mod.ts";
import { malformed, type Place } from "./malformed.ts";

/** A record of a CSV file. */
export interface CsvRow {
  /** Line on which it starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A CSV file with a header; every row has as many cells. */
export interface CsvFile {
  readonly path: string;
  readonly header: readonly string[];
  /** Read on demand, anew each time. */
  readonly rows: Iterable<CsvRow>;
  /**
   * The rows, read on demand, less those that can't be read, which are told: a record with an invalid quote or a wrong number of
   * cells, of which only the first line is lost if it takes several.
   */
  tolerant(lost: (error: UsageError) => void): Iterable<CsvRow>;
}

/**
 * Reads a CSV file with a header (RFC 4180: quoted cells may contain commas, quotes and line breaks).
 *
 * @throws {UsageError} for an empty file and for NUL bytes at once; for a wrong number of cells or an invalid quote when that row is read
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { readCsv } from "./csv.ts";
 * const { header, rows } = readCsv('time,log\n1,"a, b"\n', "x.csv");
 * deepStrictEqual(header, ["time", "log"]);
 * deepStrictEqual([...rows], [{ line: 2, cells: ["1", "a, b"] }]);
 * ```
 */
export function readCsv(text: string, path: string): CsvFile {
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const line = text.slice(0, nul).split("\n").length;
    throw malformed({ path, line }, "text, found a NUL byte");
  }
  const first = csvRows(text, path).next();
  if (first.done) throw malformed({ path }, "a header and rows, found an empty file");
  const header = first.value.cells.map((cell, i) => i === 0 ? cell.replace(/^\uFEFF/, "") : cell);
  const rows = (lost: Tolerance["lost"]) => {
    const requireWhole = ({ line, cells }: CsvRow) => {
      if (cells.length !== header.length) {
        throw malformed({ path, line }, `${header.length} cells, found ${cells.length}`);
      }
    };
    const all = records(text, path, { lost, requireWhole });
    all.next();
    return all;
  };
  return { path, header, rows: { [Symbol.iterator]: () => rows(refuse) }, tolerant: rows };
}

/** Tolerates nothing. */
function refuse(error: UsageError): never {
  throw error;
}

/**
 * All records of a CSV text, including the header; blank lines are skipped. Hand-written, since one day has 300,000
 * records: a line without a quote is split in one call, which reads traces and logs of Nezha 8 to 14 times as fast as
 * @std/csv.
 */
export function csvRows(text: string, path: string): Generator<CsvRow> {
  return records(text, path, { lost: refuse });
}

/** What is done about records that can't be read. */
interface Tolerance {
  readonly lost: (error: UsageError) => void;
  /** @throws {UsageError} for a record that isn't whole */
  readonly requireWhole?: (row: CsvRow) => void;
}

function* records(text: string, path: string, { lost, requireWhole }: Tolerance): Generator<CsvRow> {
  let line = 1;
  for (let start = 0; start < text.length;) {
    const lineEnd = endOfLine(text, start);
    const content = text.slice(start, text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd);
    let end = lineEnd;
    let row: CsvRow | undefined;
    try {
      if (!content.includes('"')) row = content === "" ? undefined : { line, cells: content.split(",") };
      else {
        const record = quotedRecord(text, start, { path, line });
        row = { line, cells: record.cells };
        end = record.end;
      }
      if (row !== undefined) requireWhole?.(row);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      lost(error);
      row = undefined;
      end = lineEnd;
    }
    if (row !== undefined) yield row;
    for (let at = lineEnd; at !== -1 && at <= end; at = text.indexOf("\n", at + 1)) line++;
    start = end + 1;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** A record with quoted cells, and the position of the line break after it. */
function quotedRecord(text: string, start: number, place: Place): { cells: string[]; end: number } {
  const cells: string[] = [];
  for (let at = start;;) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at, place) : plainCell(text, at);
    cells.push(cell);
    if (text[end] !== ",") return { cells, end };
    at = end + 1;
  }
}

function plainCell(text: string, start: number): { cell: string; end: number } {
  const lineEnd = endOfLine(text, start);
  const comma = text.indexOf(",", start);
  if (comma !== -1 && comma < lineEnd) return { cell: text.slice(start, comma), end: comma };
  return { cell: text.slice(start, lineEnd).replace(/\r$/, ""), end: lineEnd };
}

function quotedCell(text: string, start: number, place: Place): { cell: string; end: number } {
  let close = start + 1;
  for (;; close += 2) {
    close = text.indexOf('"', close);
    if (close === -1) throw malformed(place, "a closing quote", text.slice(start, start + 100));
    if (text[close + 1] !== '"') break;
  }
  const end = text.startsWith("\r\n", close + 1) ? close + 2 : close + 1;
  if (end < text.length && text[end] !== "," && text[end] !== "\n") {
    throw malformed(place, "a comma behind a quoted cell", text.slice(close, close + 20));
  }
  return { cell: text.slice(start + 1, close).replaceAll('""', '"'), end };
}

/**
 * The index of a column.
 *
 * @throws {UsageError} naming the file, the column and the nearest existing one
 */
export function requireColumn({ header, path }: Pick<CsvFile, "header" | "path">, name: string): number {
  const index = header.indexOf(name);
  if (index !== -1) return index;
  const nearest = nearestName(name, header);
  const hint = nearest === undefined ? "" : ` (the nearest is ${JSON.stringify(nearest)})`;
  throw malformed({ path, line: 1 }, `the column "${name}"${hint}`, header.join(","));
}
