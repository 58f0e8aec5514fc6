import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { windowsOf } from "../reading/windows.ts";
import { dialectOf } from "./dialect.ts";
import {
  groupedHeader,
  headerOf,
  isRow,
  isWords,
  namesAllButFirst,
  namesTime,
  namesTimes,
  usualWidth,
} from "./header.ts";
import { type LoadedTable, loadRows } from "./load.ts";
import { createSignCounter, isGap } from "./numbers.ts";
import { orderRows } from "./order.ts";
import { type DelimitedRecord, delimitedRecords } from "./records.ts";
import { type ReadTableOptions, TABLE_OPTIONS } from "./options.ts";
import { type Roles, rolesOf } from "./roles.ts";
import type { Sample } from "./sample.ts";
import { type Part, splitRows } from "./split.ts";
import { withJoinedDecimals } from "./split_decimals.ts";
import { fromSysstat } from "./sysstat.ts";
import { tablesIn, uncommented } from "./tables.ts";
import { notesOf } from "./notes.ts";

const ARGUMENTS = z.object({ text: z.string(), path: z.string(), options: TABLE_OPTIONS });
/** Rows that decide what columns hold. */
const SAMPLE_ROWS = 1000;
/** Filled cells that are looked up further down for a column that begins late or can't be told. */
const MAX_WHOLE_CELLS = 200_000;
/** A table that loses more of its rows than this isn't understood. */
const MAX_LOST_SHARE = 0.5;

/**
 * Reads a table as series: CSV and what spreadsheets, databases and monitoring export under that name. Delimiter, decimal sign, header,
 * times, units, gaps, labels and the columns that tell several series apart are found; options say what is known. A line that can't be read
 * is left out and counted. What was read is in `notes` of each series.
 *
 * @param path of the table, for messages and the names of the series
 * @throws {UsageError} for a table without rows or numbers, for times that can be read in two ways or not at all, for a told column that
 * doesn't exist, where most rows can't be read, and with `strict` for the first line, cell or time that can't be read as it is
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { readTable } from "./read_table.ts";
 * const text = "Time;host;cpu\n2024-03-04 08:00;a;38,5 %\n2024-03-04 08:05;a;40 %\n";
 * const { columns, values, timesSeconds } = readTable(text, "cpu.csv")[0]!;
 * deepStrictEqual([columns, [...values], timesSeconds[1]! - timesSeconds[0]!], [["cpu"], [38.5, 40], 300]);
 * ```
 */
export function readTable(text: string, path: string, options: ReadTableOptions = {}): LabelledSeries[] {
  checkOptions("readTable", ARGUMENTS, { text, path, options });
  // Odd characters before InfluxDB's annotations would make a header of them.
  // Old Macs end lines with a carriage return alone.
  const lines = text.includes("\n") ? text : text.replaceAll("\r", "\n");
  const whole = lines.replace(/^[^\w"#]{1,3}(?=#(?:group|datatype|default)\b)/, "");
  const tables = fromSysstat(whole)?.map((table) => ({ text: table, linesBefore: 0 })) ?? tablesIn(whole);
  if (tables.length === 1) return readOne(tables[0]!.text, path, options);
  return tables.flatMap((one, i) =>
    // Lines that aren't of this table stand for those above it, so that messages name the right one.
    readOne(`${"\n".repeat(one.linesBefore)}${one.text}`, path, options).map((series) => ({
      ...series,
      name: numbered(series.name, path, i + 1),
    }))
  );
}

function readOne(given: string, path: string, options: ReadTableOptions): LabelledSeries[] {
  const joined = withJoinedDecimals(given);
  const text = uncommented(joined ?? given);
  const dialect = dialectOf(text);
  const records = () => delimitedRecords(text, dialect.delimiter, dialect.firstLine);
  const sampled = [...take(records(), SAMPLE_ROWS + 1)].filter(({ broken }) => broken === undefined);
  const titles = linesOfTitles(sampled);
  const at = titles > 0 && groupedHeader(sampled.slice(titles - 1)) !== undefined ? titles - 1 : titles;
  const grouped = groupedHeader(sampled.slice(at, at + 4));
  const first = grouped === undefined
    ? sampled.slice(titles)
    : [grouped.record, ...sampled.slice(at + grouped.taken)];
  if (first.length === 0) throw new UsageError(`${path}: expected a header and rows, found an empty file`);
  if (namesTimes(first[0]!)) {
    throw new UsageError(
      `${path}:${first[0]!.line}: expected times in a column, found them in a row: turn the table`,
    );
  }
  const rowsAbove = sampled.slice(0, grouped === undefined ? titles : at).filter(isRow);
  const header = headerOf(first);
  const body = header.own ? first.slice(1) : first;
  if (body.length === 0) throw new UsageError(`${path}: expected rows below the header, found none`);
  const { names } = header;
  const firstRow = header.own ? (body[0]?.line ?? Infinity) : first[0]!.line;
  const rowsOf = function* () {
    for (const record of records()) if (record.line >= firstRow) yield record;
  };
  // Cells of other rows, which are left out, say nothing about their columns.
  const fitting = ({ cells }: DelimitedRecord) =>
    cells.length === names.length || (cells.length > names.length && cells.slice(names.length).every(isGap));
  const fits = body.filter(fitting);
  const sample: Sample = {
    names,
    head: names.map((_, i) => fits.map(({ cells }) => cells[i]!).filter((cell) => !isGap(cell))),
    whole: (column) => {
      const cells: string[] = [];
      for (const record of rowsOf()) {
        if (!fitting(record) || isGap(record.cells[column]!)) continue;
        if (cells.push(record.cells[column]!) === MAX_WHOLE_CELLS) break;
      }
      return cells;
    },
    signs: (columns) => {
      const counters = columns.map((column) => ({ column, left: MAX_WHOLE_CELLS, ...createSignCounter() }));
      for (const record of rowsOf()) {
        if (!fitting(record)) continue;
        for (const counter of counters) {
          const cell = record.cells[counter.column]!;
          if (counter.left === 0 || isGap(cell)) continue;
          counter.add(cell);
          counter.left--;
        }
      }
      return new Map(counters.map(({ column, evidence }) => [column, evidence()]));
    },
    delimiter: dialect.delimiter,
    ownHeader: header.own,
    path,
  };
  const roles = rolesOf(sample, options);
  const capacity = countLines(text);
  const table = loadRows(rowsOf(), {
    ...{ names, roles, capacity, ownHeader: header.own },
    gaps: options.gaps ?? [],
  });
  if (options.strict && header.renamed.length > 0) {
    throw new UsageError(
      `${path}:${dialect.firstLine}: expected names that differ, found "${header.renamed[0]}" twice`,
    );
  }
  requireReadable(table, { path, options, roles, names });
  const { parts, by, hint } = splitRows(table, { names, by: roles.by, roles });
  const last = table.lost.at(-1);
  const cut = last !== undefined && last.line > table.lines.at(-1)! && last.line + 1 >= capacity;
  return parts.map((part) =>
    seriesOf(part, {
      table,
      roles,
      names,
      path,
      options,
      facts: { dialect, header, rowsAbove, by, hint, cut, parts: parts.length, joined: joined !== undefined },
    })
  );
}

/** The series' name with the number of its table behind that of its file. */
function numbered(name: string, path: string, number: number): string {
  const stem = seriesName(path, "");
  return `${stem}:table ${number}${name.slice(stem.length)}`;
}

export function seriesName(path: string, part: string): string {
  return `${path.replace(/\.(?:csv|tsv|txt|json|jsonl|ndjson)(?:\.gz)?$/i, "")}${
    part === "" ? "" : `:${part}`
  }`;
}

/** Records at the beginning that are titles: they have fewer cells than the rows, or hardly any that is filled. */
function titleLines(records: readonly DelimitedRecord[]): number {
  if (records.length === 0) return 0;
  const usual = usualWidth(records);
  const fits = ({ cells }: DelimitedRecord) => {
    // Rows that end with a delimiter have a cell more than their header.
    const narrow = cells.length < usual - 1 ||
      (cells.length === usual - 1 && records.at(-1)!.cells.at(-1) !== "");
    return !narrow && !(cells.length > 2 && 2 * cells.filter(isGap).length > cells.length);
  };
  const at = records.findIndex(fits);
  if (at < 0 || at === records.length - 1) return 0;
  return at > 0 && namesAllButFirst(records[at - 1]!, records[at]!) ? at - 1 : at;
}

/** The same, with lines of words above the one that names the time. */
function linesOfTitles(records: readonly DelimitedRecord[]): number {
  const at = titleLines(records);
  const named = ({ cells }: DelimitedRecord) => cells.some((cell) => namesTime(cell));
  if (records.length === 0 || named(records[at]!)) return at;
  for (let i = at + 1; i < Math.min(at + MAX_TITLES, records.length - 1) && isWords(records[i]!); i++) {
    if (named(records[i]!) && records[i]!.cells.every((cell) => !isGap(cell))) return i;
  }
  return at;
}

const MAX_TITLES = 10;

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function requireReadable(
  table: LoadedTable,
  { path, options: { strict = false }, roles, names }: Pick<Whole, "path" | "options" | "roles" | "names">,
): void {
  const { rows, lost, lostCount, unreadableLabels, columns } = table;
  const [line] = lost;
  if (rows === 0 || lostCount > MAX_LOST_SHARE * (rows + lostCount)) {
    const why = line === undefined ? "" : `: line ${line.line} ${line.why}`;
    throw new UsageError(
      `${path}: expected rows that can be read, found ${rows} of ${rows + lostCount}${why}`,
    );
  }
  for (const [i, { values, firstUnreadable: cell }] of columns.entries()) {
    if (cell === undefined || !values.every(Number.isNaN)) continue;
    const name = names[roles.values[i]!.column];
    throw new UsageError(
      `${path}:${cell.line}: expected numbers in the column "${name}", found ${JSON.stringify(cell.why)}`,
    );
  }
  if (unreadableLabels.length > 0) {
    const { line, why } = unreadableLabels[0]!;
    throw new UsageError(
      `${path}:${line}: expected 0 or 1 in the column "${names[roles.label!]}", found ${JSON.stringify(why)}`,
    );
  }
  if (!strict) return;
  const [sum] = table.summaries;
  if (sum !== undefined) {
    throw new UsageError(
      `${path}:${sum.line}: the line is no row, but a summary: ${JSON.stringify(sum.why)}`,
    );
  }
  if (line !== undefined) throw new UsageError(`${path}:${line.line}: the line ${line.why}`);
  for (const [i, { firstUnreadable: cell }] of columns.entries()) {
    if (cell === undefined) continue;
    const name = names[roles.values[i]!.column];
    throw new UsageError(
      `${path}:${cell.line}: expected a number in the column "${name}", found ${JSON.stringify(cell.why)}`,
    );
  }
}

interface Whole {
  readonly table: LoadedTable;
  readonly roles: Roles;
  readonly names: readonly string[];
  readonly path: string;
  readonly options: ReadTableOptions;
  readonly facts: Parameters<typeof notesOf>[0]["facts"];
}

function seriesOf({ name, labels: told, rows: its }: Part, whole: Whole): LabelledSeries {
  const { table, roles, names, path, options } = whole;
  const ordered = orderRows(its, inTwiceHours(its, table));
  if (options.strict && ordered.done !== "nothing") {
    throw new UsageError(`${path}: expected times that never fall, found some that do`);
  }
  const { rows, timesSeconds } = ordered;
  const width = roles.values.length;
  const values = new Float64Array(rows.length * width);
  table.columns.forEach((column, at) =>
    rows.forEach((row, i) => values[i * width + at] = column.values[row]!)
  );
  const { labels } = table;
  return {
    name: seriesName(path, name),
    columns: roles.values.map(({ column }) => names[column] === "" ? `column ${column + 1}` : names[column]!),
    ...(table.columns.some(({ unit }) => unit !== "") && { units: table.columns.map(({ unit }) => unit) }),
    timesSeconds,
    values,
    windows: labels === undefined ? [] : windowsOf(Uint8Array.from(rows, (row) => labels[row]!)),
    ...(roles.label !== undefined && { labelColumn: names[roles.label]! }),
    warmupRows: warmupOf(path, rows.length, options),
    timed: roles.time !== undefined,
    ...(Object.keys(told).length > 0 && { labels: told }),
    notes: notesOf({ ...whole, ordered, zone: options.shownZone }),
  };
}

/**
 * Times, of an hour that comes twice the moment that is a whole number of steps behind the row before; where both are or none is, the one that
 * is not there already.
 */
function inTwiceHours(rows: Uint32Array, { timesSeconds, others }: LoadedTable): Float64Array {
  if (others.size === 0) return timesSeconds;
  const times = timesSeconds.slice();
  const taken = new Set<number>();
  const step = usualStepOf(rows, times);
  let before = NaN;
  for (const row of rows) {
    const other = others.get(row);
    if (other !== undefined) {
      const time = times[row]!;
      const [fits, otherFits] = [time, other].map((one) => (one - before) % step === 0 && one !== before);
      if (fits === otherFits ? taken.has(time) && !taken.has(other) : otherFits) times[row] = other;
    }
    before = times[row]!;
    taken.add(before);
  }
  return times;
}

/** The median distance of rows that follow on each other; NaN where none differ. */
function usualStepOf(rows: Uint32Array, times: Float64Array): number {
  const steps = Array.from(rows.subarray(1), (row, i) => Math.abs(times[row]! - times[rows[i]!]!))
    .filter((step) => step > 0).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? NaN;
}

/** Files of TSB-AD are called by how many rows there are to learn from: `001_NAB_id_1_Facility_tr_1007_1st_2014.csv`. */
const TRAINING_ROWS = /_tr_(\d+)_[^/]*$/;

export function warmupOf(path: string, rows: number, { warmupRows }: ReadTableOptions): number {
  if (warmupRows === undefined) {
    const told = Number(TRAINING_ROWS.exec(path)?.[1]);
    return told >= 1 && told <= rows ? told : Math.max(1, Math.floor(0.15 * rows));
  }
  if (Number.isSafeInteger(warmupRows) && warmupRows >= 1 && warmupRows <= rows) return warmupRows;
  throw new UsageError(
    `The warm-up needs a whole number of 1 to ${rows} rows, which "${path}" has, found ${warmupRows}`,
  );
}
