import { dialectOf } from "./dialect.ts";
import { delimitedRecords } from "./records.ts";

/** A table with a header as words: nothing is taken for a number. */
export interface WordTable {
  readonly header: readonly string[];
  /** Rows with as many cells. */
  readonly rows: readonly (readonly string[])[];
  /** Lines that were left out: those with another number of cells, or a quote that isn't closed. */
  readonly broken: number;
}

/**
 * Reads a table with a header in whichever delimiter it is.
 *
 * @param maxRows rows that are read at most
 * @returns undefined for a text without lines
 */
export function readWordTable(text: string, maxRows = Infinity): WordTable | undefined {
  const { delimiter, firstLine } = dialectOf(text);
  let header: readonly string[] | undefined;
  const rows: (readonly string[])[] = [];
  let broken = 0;
  for (const { cells, broken: unclosed } of delimitedRecords(text, delimiter, firstLine)) {
    if (header === undefined) header = cells.map((cell) => cell.trim());
    else if (unclosed || cells.length !== header.length) broken++;
    else if (rows.push(cells) >= maxRows) break;
  }
  return header && { header, rows, broken };
}
