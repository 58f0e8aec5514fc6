import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { DISPLAY, type MimeBundle } from "../../model/shown/displayable.ts";
import { requireName } from "../../model/mod.ts";
import { textTable } from "../table.ts";
import { columnText } from "./cell_text.ts";
import { numericColumns, type Sheet } from "./html_table.ts";
import { partsBundle } from "./sheet.ts";

/** Whether a value has members to show: no list, and no promise that was to be awaited. */
function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value) &&
    !("then" in value);
}

const record = z.custom<object>(isRecord, "must be a record");
const ARGUMENTS = z.object({
  records: z.union([z.array(record), record], "must be a list of records, or one record"),
  options: z.strictObject({
    columns: z.union([z.array(z.string()).min(1), z.record(z.string(), z.string())]).optional(),
    caption: z.string().optional(),
    digits: z.int().min(1).max(15).optional(),
    maxRows: z.int().min(1).optional(),
  }),
});

/** Options of `table`. */
export interface TableOptions {
  /** The members to show, in their order, or by name with their headings. Default: all, under their names. */
  readonly columns?: readonly string[] | Readonly<Record<string, string>>;
  /** A line above the table. */
  readonly caption?: string;
  /** Significant digits of a column's largest number, 1 to 15; what stands before the decimal point is never rounded. Default 4. */
  readonly digits?: number;
  /** Rows to show; how many more there are is said below. Default 100. */
  readonly maxRows?: number;
}

/** A table: a notebook shows it as HTML, `console.log` and templates as text. */
export interface Table {
  /** A line above it; absent: none. */
  readonly caption?: string;
  /** Headings of the columns. */
  readonly header: readonly string[];
  /** Cells as text, row by row. */
  readonly rows: readonly (readonly string[])[];
  /** As plain text. */
  toString(): string;
}

/**
 * Records as a table, for the last line of a notebook's cell or for `console.log`: a row for each record, a column for each member, numbers
 * right-aligned. In a notebook it scrolls if it is wide, sorts by a click on a heading, and never breaks a number. An estimate
 * `{ value, low, high }` is one cell. One record on its own is a row for each member.
 *
 * @throws {UsageError} for something that is no record, a column that no record has, with the nearest one, or a number out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { table } from "aiops";
 * const found = [{ service: "api", p95: 81.5 }, { service: "db", p95: 1760 }];
 * strictEqual(
 *   String(table(found, { columns: { service: "service", p95: "p95 (ms)" } })),
 *   "service  p95 (ms)\n-------  --------\napi            82\ndb           1760",
 * );
 * ```
 */
export function table(records: readonly object[] | object, options: TableOptions = {}): Table {
  checkOptions("table", ARGUMENTS, { records, options });
  return createTable(
    Array.isArray(records) ? sheetOf(records, options) : memberSheet(records, options),
  );
}

/** A table that shows itself. */
export function createTable(sheet: Sheet & { readonly note?: string }): Table {
  const { note = sheet.rows.length === 0 ? "no rows" : undefined, ...made } = sheet;
  const parts = note === undefined ? [made] : [made, note];
  const bundle = () => ({ ...partsBundle(parts), "text/plain": toString() });
  const toString = () => {
    const numeric = numericColumns(made);
    const left = made.header.flatMap((_, i) => numeric.includes(i) ? [] : [i]);
    const text = textTable(made.header, made.rows, { left });
    return [
      ...(made.caption === undefined ? [] : [`${made.caption}:`]),
      ...(made.header.length === 0 ? [] : [text]),
      ...(note === undefined ? [] : [note]),
    ].join("\n");
  };
  return Object.defineProperties(made, {
    toString: { value: toString },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: toString },
    [DISPLAY]: { value: bundle },
  });
}

/** What a notebook shows of a table. */
export function tableBundle(table: Table): MimeBundle {
  return (table as unknown as { readonly [DISPLAY]: () => MimeBundle })[DISPLAY]();
}

/** A row for each record. */
function sheetOf(
  records: readonly object[],
  { columns, caption, digits = 4, maxRows = 100 }: TableOptions,
): Sheet & { note?: string } {
  const members = membersOf(records);
  const headings = headingsOf(columns, members);
  const shown = records.slice(0, maxRows) as readonly Readonly<Record<string, unknown>>[];
  const texts = [...headings.keys()].map((name) => columnText(shown.map((one) => one[name]), digits));
  const more = records.length - shown.length;
  return {
    ...(caption !== undefined && { caption }),
    header: [...headings.values()],
    rows: shown.map((_, row) => texts.map((column) => column[row]!)),
    ...(more > 0 && { note: `${more} more ${more === 1 ? "row" : "rows"}` }),
  };
}

/** A row for each member. */
function memberSheet(record: object, { columns, caption, digits = 4 }: TableOptions): Sheet {
  const headings = headingsOf(columns, membersOf([record]));
  const valueOf = (name: string) => columnText([(record as Record<string, unknown>)[name]], digits)[0]!;
  return {
    ...(caption !== undefined && { caption }),
    header: ["", "value"],
    rows: [...headings].map(([name, heading]) => [heading, valueOf(name)]),
  };
}

/** The members of all records, in order of first appearance; what can be called is no value to show. */
function membersOf(records: readonly object[]): string[] {
  const names = new Set<string>();
  for (const one of records) {
    for (const [name, value] of Object.entries(one)) if (typeof value !== "function") names.add(name);
  }
  return [...names];
}

function headingsOf(columns: TableOptions["columns"], members: readonly string[]): Map<string, string> {
  const asked = columns === undefined
    ? members.map((name) => [name, name] as const)
    : Array.isArray(columns)
    ? columns.map((name: string) => [name, name] as const)
    : Object.entries(columns as Readonly<Record<string, string>>);
  if (members.length > 0) { for (const [name] of asked) requireName("column", name, members); }
  return new Map(asked);
}
