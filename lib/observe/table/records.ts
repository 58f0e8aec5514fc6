/** A record of a delimited text. */
export interface DelimitedRecord {
  /** Line on which it starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Present if its quotes are broken: its cells are then those of its one line, split without regard to quotes. */
  readonly broken?: true;
}

/** A quoted cell that spans more lines than this has lost its closing quote. */
const MAX_CELL_LINES = 1000;

/** Stands for any number of blanks between cells, as in tables that are printed; such cells have no quotes. */
export const BLANKS = " ";

/**
 * The records of a delimited text as in RFC 4180, with any delimiter: quoted cells may contain delimiters, doubled quotes and line breaks.
 * Blank lines are skipped. A record with broken quotes ends with its line, so that it costs no other record.
 *
 * @param delimiter one character; `BLANKS` for any number of blanks
 * @param firstLine lines before this one (from 1) are passed over
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { delimitedRecords } from "./records.ts";
 * deepStrictEqual([...delimitedRecords('a;b\n"1;5";2\n', ";")].map(({ cells }) => cells), [["a", "b"], ["1;5", "2"]]);
 * ```
 */
export function* delimitedRecords(
  text: string,
  delimiter: string,
  firstLine = 1,
): Generator<DelimitedRecord> {
  let line = 1;
  let start = 0;
  for (; line < firstLine && start < text.length; line++) start = lineEndOf(text, start) + 1;
  while (start < text.length) {
    const end = lineEndOf(text, start);
    const content = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
    if (delimiter === BLANKS || !content.includes('"')) {
      if (content.trim() !== "") {
        yield { line, cells: delimiter === BLANKS ? content.trim().split(/\s+/) : content.split(delimiter) };
      }
      line++;
      start = end + 1;
      continue;
    }
    const record = quotedRecord(text, start, delimiter);
    if (record === undefined) {
      yield { line, cells: content.split(delimiter), broken: true };
      line++;
      start = end + 1;
    } else {
      yield { line, cells: record.cells };
      line += 1 + record.breaks;
      start = record.end + 1;
    }
  }
}

/** Position of the line break that ends a line, or of the end of the text. */
function lineEndOf(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** A record with quoted cells, the position of the line break behind it and how many breaks its cells hold; undefined for broken quotes. */
function quotedRecord(
  text: string,
  start: number,
  delimiter: string,
): { cells: string[]; end: number; breaks: number } | undefined {
  const cells: string[] = [];
  let breaks = 0;
  let at = start;
  for (;;) {
    if (text[at] === '"') {
      const close = closingQuote(text, at);
      if (close === undefined) return undefined;
      breaks += close.breaks;
      cells.push(text.slice(at + 1, close.at).replaceAll('""', '"'));
      at = close.at + 1;
      if (text[at] === "\r") at++;
      if (at < text.length && text[at] !== delimiter && text[at] !== "\n") return undefined;
    } else {
      const lineEnd = lineEndOf(text, at);
      const next = text.indexOf(delimiter, at);
      const end = next >= 0 && next < lineEnd ? next : lineEnd;
      cells.push(text.slice(at, end).replace(/\r$/, ""));
      at = end;
    }
    if (text[at] !== delimiter) return { cells, end: at, breaks };
    at++;
  }
}

function closingQuote(text: string, open: number): { at: number; breaks: number } | undefined {
  let breaks = 0;
  for (let at = open + 1;; at++) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    for (let i = text.indexOf("\n", at); i >= 0 && i < quote; i = text.indexOf("\n", i + 1)) breaks++;
    if (breaks > MAX_CELL_LINES) return undefined;
    if (text[quote + 1] !== '"') return { at: quote, breaks };
    at = quote + 1;
  }
}
