import type { LoadedTable } from "./load.ts";
import type { Roles } from "./roles.ts";

/** The rows of a series, and what tells it from the others of its table. */
export interface Part {
  /** As `host=web-1`; "" for the only series of a table. */
  readonly name: string;
  readonly rows: Uint32Array;
  readonly labels: Readonly<Record<string, string>>;
}

/** Fewer repeated times than this share of the rows are mistakes of a single series, not several series. */
const MIN_REPEATED = 0.05;
/** A column that tells so few rows apart from the others is a message or an id. */
const MIN_ROWS_OF_SERIES = 3;

/**
 * Splits the rows into series: by the told columns, else, where times repeat, by the fewest columns of words within whose combinations times
 * (nearly) never repeat.
 *
 * @returns the parts, the columns they were told apart by, and where none is found, one of numbers that would tell them apart
 */
export function splitRows(
  table: LoadedTable,
  { names, by, roles }: {
    readonly names: readonly string[];
    readonly by: readonly number[] | undefined;
    readonly roles: Pick<Roles, "time" | "values">;
  },
): { parts: Part[]; by: readonly number[]; hint: number | undefined } {
  const whole = {
    parts: [{ name: "", labels: {}, rows: Uint32Array.from({ length: table.rows }, (_, i) => i) }],
    by: [],
    hint: undefined,
  };
  if (by !== undefined) {
    return by.length === 0 ? whole : { parts: partsBy(by, table, names), by, hint: undefined };
  }
  if (roles.time === undefined) return whole;
  const repeated = repeats(table, undefined);
  if (repeated < Math.max(2, MIN_REPEATED * table.rows)) return whole;
  const columns = [...table.words.keys()].filter((column) => table.words.get(column)!.texts.length > 1);
  for (const chosen of combinations(columns)) {
    const codes = codesOf(chosen, table);
    if (codes.count * MIN_ROWS_OF_SERIES > table.rows) continue;
    if (repeats(table, codes.codes) <= mistakes(repeated)) {
      return { parts: partsBy(chosen, table, names), by: chosen, hint: undefined };
    }
  }
  return { ...whole, hint: numbersThatTell(table, roles.values, repeated) };
}

/** The first column of a few whole numbers within which times (nearly) never repeat. */
function numbersThatTell(
  table: LoadedTable,
  columns: Roles["values"],
  repeated: number,
): number | undefined {
  return columns.find((_, i) => {
    const { values } = table.columns[i]!;
    if (!values.every((value) => Number.isInteger(value) && value >= 0)) return false;
    const known = new Map<number, number>();
    const codes = Uint32Array.from(values, (value) => {
      const code = known.get(value) ?? known.size;
      known.set(value, code);
      return code;
    });
    return known.size > 1 && known.size * MIN_ROWS_OF_SERIES <= table.rows &&
      repeats(table, codes) <= mistakes(repeated);
  })?.column;
}

/** Times that may repeat within series though others are told apart: lines that were written twice. */
function mistakes(repeated: number): number {
  return Math.max(MIN_REPEATED * repeated, Math.min(2, repeated / 5));
}

/** Each column, each pair, then all of them. */
function* combinations(columns: readonly number[]): Generator<readonly number[]> {
  for (const column of columns) yield [column];
  for (const [i, a] of columns.entries()) for (const b of columns.slice(i + 1)) yield [a, b];
  if (columns.length > 2) yield columns;
}

function codesOf(
  columns: readonly number[],
  { words, rows }: LoadedTable,
): { codes: Uint32Array; count: number } {
  const codes = new Uint32Array(rows);
  const known = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const key = columns.map((column) => words.get(column)!.codes[row]).join(" ");
    let code = known.get(key);
    if (code === undefined) known.set(key, code = known.size);
    codes[row] = code;
  }
  return { codes, count: known.size };
}

/** The number of rows whose time was there before, in the same series. */
function repeats({ timesSeconds, rows }: LoadedTable, codes: Uint32Array | undefined): number {
  const seen = new Set<string | number>();
  for (let row = 0; row < rows; row++) {
    seen.add(codes === undefined ? timesSeconds[row]! : `${codes[row]} ${timesSeconds[row]}`);
  }
  return rows - seen.size;
}

function partsBy(columns: readonly number[], table: LoadedTable, names: readonly string[]): Part[] {
  const { codes } = codesOf(columns, table);
  const byCode = Map.groupBy(codes.keys(), (row) => codes[row]!);
  // Words that are the same in every row, as the name of the only metric.
  const same = [...table.words].flatMap(([column, { texts }]) =>
    texts.length === 1 && texts[0] !== "" && !columns.includes(column) ? [[names[column]!, texts[0]!]] : []
  );
  return [...byCode.values()].map((rows) => {
    const own = Object.fromEntries(columns.map((column) => {
      const { codes, texts } = table.words.get(column)!;
      return [names[column]!, texts[codes[rows[0]!]!]!];
    }));
    const name = Object.entries(own).map(([key, word]) => `${key}=${word}`).join(",");
    return { name, labels: { ...Object.fromEntries(same), ...own }, rows: Uint32Array.from(rows) };
  });
}
