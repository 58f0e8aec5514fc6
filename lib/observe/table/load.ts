import { counted } from "../reading/words.ts";
import { isGap, measureOf, plainNumber } from "./numbers.ts";
import type { DelimitedRecord } from "./records.ts";
import type { Roles, TimeRole, ValueRole } from "./roles.ts";
import { clockSecondsOf } from "./times.ts";
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
}

const MAX_LOST_SHOWN = 100;
/** Words of a column that are told apart; more of them are messages, not names. */
const MAX_WORDS = 20_000;
const TRUE = /^(?:1(?:\.0*)?|true|yes|attack|anomal(?:y|ous))$/i;
const FALSE = /^(?:0(?:\.0*)?|false|no|normal|)$/i;

/** Loads the used columns of a table. A record that can't be used is left out alone. */
export function loadRows(
  records: Iterable<DelimitedRecord>,
  { names, roles, capacity, ownHeader }: {
    readonly names: readonly string[];
    readonly roles: Roles;
    /** At least the number of records. */
    readonly capacity: number;
    readonly ownHeader: boolean;
  },
): LoadedTable {
  const times = new Float64Array(capacity);
  const lines = new Uint32Array(capacity);
  const labels = roles.label === undefined ? undefined : new Uint8Array(capacity);
  const columns = roles.values.map((role) => createColumn(role, capacity));
  const words = [...new Set([...roles.words, ...roles.by ?? []])].map((column) =>
    createWords(column, capacity)
  );
  const lost: LostLine[] = [];
  const unreadableLabels: LostLine[] = [];
  let lostCount = 0;
  let rows = 0;
  const lose = (line: number, why: string) => {
    lostCount++;
    if (lost.length < MAX_LOST_SHOWN) lost.push({ line, why });
  };
  const width = names.length;
  for (const { line, cells, broken } of records) {
    if (broken) {
      lose(line, "has a quote that isn't closed");
      continue;
    }
    if (cells[0]!.startsWith("#") && cells.length !== width) continue;
    if (cells.length !== width && !(cells.length > width && cells.slice(width).every(isGap))) {
      lose(line, `has ${counted(cells.length, "cell")} instead of ${width}`);
      continue;
    }
    if (ownHeader && cells.every((cell, i) => cell === names[i])) {
      lose(line, "repeats the header");
      continue;
    }
    const time = roles.time === undefined ? rows : timeOf(cells, roles.time);
    if (Number.isNaN(time)) {
      lose(line, `has no time, but ${JSON.stringify(cells[roles.time!.columns[0]!]!.slice(0, 40))}`);
      continue;
    }
    times[rows] = time;
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
  };
}

function timeOf(cells: readonly string[], { columns, form }: TimeRole): number {
  const date = form.secondsOf(cells[columns[0]!]!);
  return columns.length === 1 ? date : date + clockSecondsOf(cells[columns[1]!]!);
}

function createColumn({ column, form }: ValueRole, capacity: number) {
  const values = new Float64Array(capacity);
  let unit: Unit | undefined;
  let mixed = false;
  let gaps = 0;
  let unreadable = 0;
  let firstUnreadable: LostLine | undefined;

  /** Brings what came before to base units when a second unit of the same kind appears. */
  function inUnit(value: number, its: Unit, row: number): number | undefined {
    if (unit === undefined || (unit.name === its.name && !mixed)) {
      unit ??= its;
      return value;
    }
    // 0 is 0 in any unit; any other number without the unit of its column is a cell that was cut.
    if (its.name === "" && value === 0) return value;
    if (its.dimension !== unit.dimension && !(unit.name === "" && onlyZeros(values, row))) return undefined;
    if (its.dimension !== unit.dimension) {
      unit = its;
      return value;
    }
    if (!mixed) {
      for (let i = 0; i < row; i++) values[i]! *= unit.factor;
      mixed = true;
    }
    return value * its.factor;
  }

  return {
    add(cells: readonly string[], row: number, line: number): void {
      const cell = cells[column]!;
      const plain = plainNumber(cell, form);
      if (plain !== undefined && (unit === undefined || unit.name === "") && !mixed) {
        values[row] = plain;
        gaps += Number(Number.isNaN(plain));
        unit ??= PLAIN;
        return;
      }
      const measure = measureOf(cell, form);
      if (measure !== undefined && Number.isNaN(measure.value)) {
        values[row] = NaN;
        gaps++;
        return;
      }
      const value = measure && inUnit(measure.value, measure.unit, row);
      values[row] = value ?? NaN;
      if (value !== undefined) return;
      unreadable++;
      firstUnreadable ??= { line, why: cell };
    },
    done: (rows: number): LoadedColumn => ({
      values: values.subarray(0, rows),
      unit: mixed ? (unit!.dimension === "number" ? "" : unit!.dimension) : unit?.name ?? "",
      gaps,
      unreadable,
      ...(firstUnreadable && { firstUnreadable }),
    }),
  };
}

const PLAIN: Unit = { name: "", dimension: "number", factor: 1 };

function onlyZeros(values: Float64Array, rows: number): boolean {
  for (let i = 0; i < rows; i++) if (values[i] !== 0 && !Number.isNaN(values[i])) return false;
  return true;
}

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
