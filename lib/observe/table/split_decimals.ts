import { type DelimitedRecord, delimitedRecords } from "./records.ts";

/** Records that are looked at. */
const SAMPLE_RECORDS = 200;
/** Share of the rows that must have as many cells as two for each number make. */
const MIN_SPLIT = 0.9;

/**
 * Joins numbers that were written with a decimal comma into a table between commas without quotes: `08:00,30,04` below `time,load`. The header
 * must have a cell for the time and one for each number (or for a single number), the rows two cells for each number, all of digits.
 *
 * @returns the text between semicolons, line by line; undefined for any other text
 */
export function withJoinedDecimals(text: string): string | undefined {
  const [header, ...rows] = sampleOf(text);
  if (header === undefined || rows.length < 3) return undefined;
  const width = header.cells.length;
  if (header.cells.some((cell) => !/[A-Za-z]/.test(cell))) return undefined;
  const fixed = [1, 0].find((fixed) => {
    const numbers = width - fixed;
    if (numbers < 1 || fixed === 0 && width > 1) return false;
    const split = rows.filter(({ cells }) =>
      cells.length === fixed + 2 * numbers && areHalves(cells.slice(fixed))
    );
    return split.length >= MIN_SPLIT * rows.length && isTold(split, fixed);
  });
  if (fixed === undefined) return undefined;
  // A single column has no delimiter that would tell a comma from one.
  const sign = width === 1 ? "." : ",";
  return text.split("\n").map((line, i) => {
    if (i + 1 === header.line) return header.cells.join(";");
    const cells = line.trim().split(",");
    const halves = cells.slice(fixed);
    if (halves.length !== 2 * (width - fixed)) return line.trim().replaceAll(",", ";");
    return [
      ...cells.slice(0, fixed),
      ...halves.flatMap((half, i) =>
        i % 2 === 0 ? [half === "" && halves[i + 1] === "" ? "" : `${half}${sign}${halves[i + 1]}`] : []
      ),
    ].join(";");
  }).join("\n");
}

function sampleOf(text: string): DelimitedRecord[] {
  const records: DelimitedRecord[] = [];
  // A table with quotes has its commas between them.
  if (text.slice(0, 10_000).includes('"')) return records;
  for (const record of delimitedRecords(text, ",")) if (records.push(record) > SAMPLE_RECORDS) break;
  return records;
}

function areHalves(cells: readonly string[]): boolean {
  return cells.every((cell, i) => i % 2 === 0 ? /^-?\d*$/.test(cell.trim()) : /^\d*$/.test(cell.trim()));
}

/**
 * Whether the second halves are decimals for certain: with zeros in front somewhere, behind a time that isn't a number, or without one
 * all with as many digits.
 */
function isTold(rows: readonly DelimitedRecord[], fixed: number): boolean {
  // A delimiter at the end of each line leaves empty halves behind numbers.
  const bare = rows.filter(({ cells }) =>
    cells.some((cell, i) => i >= fixed && (i - fixed) % 2 === 0 && cell !== "" && cells[i + 1] === "")
  );
  if (bare.length > (1 - MIN_SPLIT) * rows.length) return false;
  const decimals = rows.flatMap(({ cells }) => cells.slice(fixed).filter((_, i) => i % 2 === 1)).filter((
    cell,
  ) => cell !== "");
  if (decimals.some((cell) => /^0\d/.test(cell.trim()))) return true;
  const widths = new Set(decimals.map((cell) => cell.trim().length));
  if (fixed === 0) return widths.size === 1 && !widths.has(1);
  return fixed === 1 && rows.every(({ cells }) => !/^\d+$/.test(cells[0]!)) &&
    widths.size <= 3;
}
