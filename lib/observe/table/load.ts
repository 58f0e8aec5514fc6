import { counted } from "../reading/words.ts";
import { isGap, measureOf, plainNumber } from "./numbers.ts";
import type { DelimitedRecord } from "./records.ts";
import type { ValueRole } from "./decimal_signs.ts";
import type { Roles } from "./roles.ts";
import type { TimeRole } from "./time_role.ts";
import { clockSecondsOf, namesZone } from "./times.ts";
import { toOneUnit } from "./mixed_units.ts";
import { sentinelIn } from "./sentinels.ts";
import type { Unit } from "./units.ts";

/** A line that is left out, and why. */
export interface LostLine {
  readonly line: number;
  readonly why: string;
}

/** A column of numbers as loaded. */
export interface LoadedColumn {
  readonly values: Float64Array;
  /** Unit of all its numbers; "" for plain ones. */
  readonly unit: string;
  readonly gaps: number;
  /** Cells that are neither numbers nor gaps. */
  readonly unreadable: number;
  /** The first of them. */
  readonly firstUnreadable?: LostLine;
  /** Cells that say a bound of their number, which is taken for it. */
  readonly bounds: number;
  /** The first of these. */
  readonly firstBound?: LostLine;
  /** What of them was brought to another unit, in words. */
  readonly converted?: string;
  /** A number that seems to stand where nothing was measured. */
  readonly sentinel?: { readonly value: number; readonly count: number };
}

/** The columns of a table that are used, row by row in the order of the file. */
export interface LoadedTable {
  readonly rows: number;
  readonly lines: Uint32Array;
  readonly timesSeconds: Float64Array;
  readonly columns: readonly LoadedColumn[];
  readonly labels: Uint8Array | undefined;
  readonly unreadableLabels: readonly LostLine[];
  /** Columns of words: the code of each row's word, and the words. */
  readonly words: ReadonlyMap<number, { readonly codes: Uint32Array; readonly texts: readonly string[] }>;
  readonly lost: readonly LostLine[];
  /** Number of lines that are left out, of which `lost` holds the first ones. */
  readonly lostCount: number;
  /** Lines below the rows that are sums or averages of them. */
  readonly summaries: readonly LostLine[];
  /** The other moment of rows in an hour that comes twice, by row. */
  readonly others: ReadonlyMap<number, number>;
}

const MAX_LOST_SHOWN = 100;
/** Words of a column that are told apart; more of them are messages, not names. */
const MAX_WORDS = 20_000;
const TRUE = /^(?:1(?:\.0*)?|true|yes|attack|anomal(?:y|ous))$/i;
const FALSE = /^(?:0(?:\.0*)?|false|no|normal|)$/i;

/** Loads the used columns of a table. A record that can't be used is left out alone. */
export function loadRows(
  records: Iterable<DelimitedRecord>,
  { names, roles, capacity, ownHeader, gaps = [] }: {
    readonly names: readonly string[];
    readonly roles: Roles;
    /** At least the number of records. */
    readonly capacity: number;
    readonly ownHeader: boolean;
    /** Numbers that stand for gaps. */
    readonly gaps?: readonly number[];
  },
): LoadedTable {
  const times = new Float64Array(capacity);
  const lines = new Uint32Array(capacity);
  const labels = roles.label === undefined ? undefined : new Uint8Array(capacity);
  const columns = roles.values.map((role) => createColumn(role, { capacity, gaps: new Set(gaps) }));
  const words = [...new Set([...roles.words, ...roles.by ?? []])].map((column) =>
    createWords(column, capacity)
  );
  const lost: LostLine[] = [];
  const unreadableLabels: LostLine[] = [];
  let lostCount = 0;
  let rows = 0;
  const loseRow = (line: number, cells: readonly string[], why: string) => {
    if (isSummary(cells, roles)) {
      summaries.push({ line, why: cells.find((cell) => cell.trim() !== "")!.trim() });
    } else lose(line, why);
  };
  const lose = (line: number, why: string) => {
    lostCount++;
    if (lost.length < MAX_LOST_SHOWN) lost.push({ line, why });
  };
  const width = names.length;
  const summaries: LostLine[] = [];
  const others = new Map<number, number>();
  for (const { line, cells, broken } of records) {
    if (broken) {
      lose(line, "has a quote that isn't closed");
      continue;
    }
    if (cells[0]!.startsWith("#") && cells.length !== width) continue;
    if (cells.length !== width && !(cells.length > width && cells.slice(width).every(isGap))) {
      loseRow(line, cells, `has ${counted(cells.length, "cell")} instead of ${width}`);
      continue;
    }
    if (ownHeader && cells.every((cell, i) => cell === names[i])) {
      lose(line, "repeats the header");
      continue;
    }
    const moments = roles.time === undefined ? [rows] : momentsOf(cells, roles.time);
    const before = times[rows - 1] ?? NaN;
    // Of an hour that comes twice the moment is taken that is nearer to the row before.
    const [time, other] = Math.abs(moments[1]! - before) < Math.abs(moments[0]! - before)
      ? moments.toReversed() as [number, number]
      : moments as [number, number?];
    if (Number.isNaN(time)) {
      loseRow(
        line,
        cells,
        `has no time, but ${JSON.stringify(cells[roles.time!.columns[0]!]!.slice(0, 40))}`,
      );
      continue;
    }
    // Below a sum there are no more rows.
    if (summaries.length > 0) {
      for (const { line, why } of summaries.splice(0)) lose(line, `has no time, but ${JSON.stringify(why)}`);
    }
    times[rows] = time;
    if (other !== undefined) others.set(rows, other);
    lines[rows] = line;
    for (const column of columns) column.add(cells, rows, line);
    for (const word of words) word.add(cells, rows);
    if (labels !== undefined) {
      const cell = cells[roles.label!]!.trim();
      if (TRUE.test(cell)) labels[rows] = 1;
      else if (!FALSE.test(cell)) unreadableLabels.push({ line, why: cell });
    }
    rows++;
  }
  return {
    rows,
    lines: lines.subarray(0, rows),
    timesSeconds: times.subarray(0, rows),
    columns: columns.map((column) => column.done(rows)),
    labels: labels?.subarray(0, rows),
    unreadableLabels,
    words: new Map(words.flatMap((word) => {
      const done = word.done(rows);
      return done === undefined ? [] : [[word.column, done]];
    })),
    lost,
    lostCount,
    summaries,
    others,
  };
}

const SUMMARY =
  /^\W*(?:(?:grand|sub)?[- ]?totals?|sums?|averages?|avg|mean|min(?:imum)?|max(?:imum)?|count|std(?:dev|ev)?|median|summe|gesamt(?:summe)?|insgesamt|mittelwert|durchschnitt|moyenne|somme|promedio|suma|media|totale?)(?:\s*\([^)]*\))?\W*$/i;
/** Last lines of databases: `(60 rows)`, `60 rows in set (0.00 sec)`. */
const ROW_COUNT = /^\(?\d+ (?:rows?|records?)(?: (?:in set|selected|affected).*)?\)?$/i;

/** Whether a line is a sum or an average of the others: it has a word for that where they have their time. */
function isSummary(cells: readonly string[], { time }: Roles): boolean {
  const first = cells.find((cell) => cell.trim() !== "")?.trim() ?? "";
  if (ROW_COUNT.test(first) && cells.every((cell) => cell.trim() === "" || cell.trim() === first)) {
    return true;
  }
  const at = time === undefined ? first : cells[time.columns[0]!]?.trim();
  return time !== undefined && (SUMMARY.test(at ?? "") || at === "" && SUMMARY.test(first));
}

/** The time of a row; two in an hour that comes twice, NaN for a row without. */
function momentsOf(cells: readonly string[], role: TimeRole): readonly number[] {
  const { columns, form, zone, zoned, parts, clock = clockSecondsOf } = role;
  const date = form.secondsOf(cells[columns[0]!]!);
  const last = cells[columns.at(-1)!]!;
  const seconds = parts === "all"
    ? partsSeconds(columns.map((column) => cells[column]!))
    : parts === "of the day"
    ? date + daySeconds(columns.slice(1).map((column) => cells[column]!))
    : columns.length === 1
    ? date
    : date + clock(last);
  if (zone?.of === undefined || zoned === "all" || Number.isNaN(seconds)) return [seconds];
  if (zoned === "some" && namesZone(last)) return [seconds];
  return zone.of(zone.column === undefined ? "" : cells[zone.column]!)?.moments(seconds) ?? [NaN];
}

/** Unix seconds of a year, month, day and so on; NaN for a date that there is not. */
function partsSeconds([year, month, day, ...clock]: readonly string[]): number {
  const midnight = Date.UTC(wholeOf(year!), wholeOf(month!) - 1, wholeOf(day!)) / 1000;
  const there = new Date(1000 * midnight).getUTCDate() === wholeOf(day!);
  return there ? midnight + daySeconds(clock) : NaN;
}

const PART_SECONDS = [3600, 60, 1];

/** Seconds of an hour, minute and second, as far as they are there. */
function daySeconds(parts: readonly string[]): number {
  return parts.reduce((sum, part, i) => sum + wholeOf(part) * PART_SECONDS[i]!, 0);
}

function wholeOf(cell: string): number {
  return cell.trim() === "" ? NaN : Number(cell);
}

function createColumn(
  { column, form }: ValueRole,
  { capacity, gaps: marks }: { readonly capacity: number; readonly gaps: ReadonlySet<number> },
) {
  const values = new Float64Array(capacity);
  const units: Unit[] = [];
  const firstOf: LostLine[] = [];
  let codes: Uint8Array | undefined;
  /** Whether all numbers so far have no unit. */
  let onlyPlain = false;
  let gaps = 0;
  let bounds = 0;
  let firstBound: LostLine | undefined;
  let unreadable = 0;
  let firstUnreadable: LostLine | undefined;
  /** Rows with a truth value. */
  const truths: { row: number; place: LostLine }[] = [];

  /** The number of a unit, from 0; undefined if there are too many. */
  function codeOf(unit: Unit, place: LostLine): number | undefined {
    const known = units.findIndex(({ name }) => name === unit.name);
    if (known >= 0) return known;
    if (units.length === MAX_UNITS) return undefined;
    if (units.length === 1) codes = new Uint8Array(capacity);
    firstOf.push(place);
    onlyPlain = units.length === 0 && unit.name === "";
    return units.push(unit) - 1;
  }

  return {
    add(cells: readonly string[], row: number, line: number): void {
      const cell = cells[column]!;
      const plain = plainNumber(cell, form);
      if (plain !== undefined && !Number.isNaN(plain) && onlyPlain && marks.size === 0) {
        values[row] = plain;
        return;
      }
      const measure = plain === undefined ? measureOf(cell, form) : undefined;
      const value = plain ?? measure?.value;
      const code = value === undefined || Number.isNaN(value)
        ? undefined
        : codeOf(measure?.unit ?? PLAIN, { line, why: cell });
      values[row] = code === undefined || marks.has(value!) ? NaN : value!;
      if (code !== undefined) {
        if (codes !== undefined) codes[row] = code;
        gaps += Number(Number.isNaN(values[row]));
        bounds += Number(measure?.bound ?? false);
        if (measure?.truth) truths.push({ row, place: { line, why: cell } });
        if (measure?.bound) firstBound ??= { line, why: cell };
        return;
      }
      if (value !== undefined && Number.isNaN(value)) gaps++;
      else {
        unreadable++;
        firstUnreadable ??= { line, why: cell };
      }
    },
    done(rows: number): LoadedColumn {
      const own = values.subarray(0, rows);
      const { unit, converted, lost } = toOneUnit({ values: own, codes: codes?.subarray(0, rows), units });
      for (const code of lost) {
        codes!.subarray(0, rows).forEach((one) => unreadable += Number(one === code));
        const place = firstOf[code]!;
        if (firstUnreadable === undefined || place.line < firstUnreadable.line) firstUnreadable = place;
      }
      // Among other numbers than 0 and 1 a truth value is none of them.
      if (truths.length > 0 && own.some((value) => value !== 0 && value !== 1 && !Number.isNaN(value))) {
        for (const { row } of truths) own[row] = NaN;
        unreadable += truths.length;
        const [{ place }] = truths as [typeof truths[number]];
        if (firstUnreadable === undefined || place.line < firstUnreadable.line) firstUnreadable = place;
      }
      const sentinel = sentinelIn(own);
      return {
        ...{ values: own, unit, gaps, unreadable, bounds },
        ...(firstUnreadable && { firstUnreadable }),
        ...(firstBound && { firstBound }),
        ...(converted !== undefined && { converted }),
        ...(sentinel && { sentinel }),
      };
    },
  };
}

/** Units in one column. */
const MAX_UNITS = 200;
const PLAIN: Unit = { name: "", dimension: "number", factor: 1 };

function createWords(column: number, capacity: number) {
  const codes = new Uint32Array(capacity);
  const known = new Map<string, number>();
  return {
    column,
    add(cells: readonly string[], row: number): void {
      const text = cells[column]!.trim();
      let code = known.get(text);
      if (code === undefined && known.size <= MAX_WORDS) known.set(text, code = known.size);
      codes[row] = code ?? 0;
    },
    done: (rows: number) =>
      known.size > MAX_WORDS ? undefined : { codes: codes.subarray(0, rows), texts: [...known.keys()] },
  };
}
