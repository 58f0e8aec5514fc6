import { BLANKS, delimitedRecords } from "./records.ts";

/** How a text is split into cells. */
export interface Dialect {
  readonly delimiter: string;
  /** The first line of the table, from 1. */
  readonly firstLine: number;
}

const DELIMITERS = [",", ";", "\t", "|"];
/** Records that the delimiter is judged by. */
const SAMPLE_RECORDS = 200;
/** A printed table has the same number of words in this share of its lines. */
const MIN_PRINTED = 0.9;
/** Characters that the sample is cut from, so that a large file isn't walked for it. */
const SAMPLE_CHARACTERS = 200_000;
/** Spreadsheets name the delimiter in a line of its own. */
const NAMED_DELIMITER = /^\uFEFF?"?sep=(.)"?\r?(?:\n|$)/i;

/**
 * Finds the delimiter: the one that a line `sep=;` names, else the one that gives most records the same number of cells, above one; blanks where none does.
 * Lines at the beginning that start with `#`, as InfluxDB's annotations, are passed over.
 */
export function dialectOf(text: string): Dialect {
  const named = NAMED_DELIMITER.exec(text);
  let firstLine = named ? 2 : 1;
  for (let at = named ? named[0].length : 0; text[at] === "#" || /^\s*\r?\n/.test(text.slice(at, at + 2));) {
    const end = text.indexOf("\n", at);
    if (end < 0) break;
    at = end + 1;
    firstLine++;
  }
  if (named) return { delimiter: named[1]!, firstLine };
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const ranked = DELIMITERS.map((delimiter) => ({ delimiter, ...agreement(sample, delimiter, firstLine) }))
    .filter(({ cells }) => cells > 1)
    .sort((a, b) => b.share - a.share || b.cells - a.cells || Number(b.first) - Number(a.first));
  if (ranked.length > 0) return { delimiter: ranked[0]!.delimiter, firstLine };
  const { cells, share } = agreement(sample, BLANKS, firstLine);
  return { delimiter: cells > 1 && share >= MIN_PRINTED ? BLANKS : ",", firstLine };
}

/** The most frequent number of cells, the share of records that have it, and whether the first one does, which is the header. */
function agreement(
  text: string,
  delimiter: string,
  firstLine: number,
): { cells: number; share: number; first: boolean } {
  let first: number | undefined;
  const counts = new Map<number, number>();
  let records = 0;
  for (const { cells } of delimitedRecords(text, delimiter, firstLine)) {
    first ??= cells.length;
    counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    if (++records === SAMPLE_RECORDS) break;
  }
  const [cells, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return { cells, share: records === 0 ? 0 : count / records, first: first === cells };
}
