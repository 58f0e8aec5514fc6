/**
 * `@std/csv` where the JSR registry is not within reach: the same sources as published on npm, with the types that they
 * lack there. Deleting `links` from `deno.json` goes back to JSR.
 * @module
 */
import { parse as parseUntyped } from "deno-std/csv/parse.js";
import { stringify as stringifyUntyped } from "deno-std/csv/stringify.js";

/** One row: an object, or an array of cells. */
export type DataItem = Readonly<Record<string, unknown>> | readonly unknown[];

/** The key or index of a cell within its row. */
export type PropertyAccessor = number | string;

/** A column with its own heading. */
export interface ColumnDetails {
  header?: string;
  prop: PropertyAccessor | readonly PropertyAccessor[];
}

/** Which cell of each row a column shows. */
export type Column = ColumnDetails | PropertyAccessor | readonly PropertyAccessor[];

/** How `stringify` writes. */
export interface StringifyOptions {
  /** Whether to begin with a line of headings; true by default, and needs `columns`. */
  readonly headers?: boolean;
  /** Between two cells; a comma by default. */
  readonly separator?: string;
  /** Needed where rows are objects. */
  readonly columns?: readonly Column[];
  /** Whether to begin with a byte-order mark; false by default. */
  readonly bom?: boolean;
}

/** How `parse` reads. */
export interface ParseOptions {
  /** Between two cells; a comma by default. */
  readonly separator?: string;
  /** A line that begins with this character is skipped. */
  readonly comment?: string;
  readonly trimLeadingSpace?: boolean;
  readonly lazyQuotes?: boolean;
  /** Cells that each row must have; 0: as many as the first. */
  readonly fieldsPerRecord?: number;
  /** Whether the first line holds the keys of the rows. */
  readonly skipFirstRow?: boolean;
  /** The keys of the rows, where the first line does not hold them. */
  readonly columns?: readonly string[];
}

/** Rows by name where names were given with `columns` or `skipFirstRow`, otherwise arrays of cells. */
export type ParseResult<T extends ParseOptions | undefined> = T extends
  { readonly columns: readonly (infer Name extends string)[] } ? Record<Name, string>[]
  : T extends { readonly skipFirstRow: true } ? Record<string, string>[]
  : string[][];

/**
 * Writes rows as CSV (RFC 4180, lines end with CR LF).
 *
 * @throws {TypeError} if the separator holds a quotation mark or CR LF, or if rows are objects and `columns` is absent.
 */
export function stringify(data: readonly DataItem[], options?: StringifyOptions): string {
  return stringifyUntyped(data, options);
}

/**
 * Reads CSV.
 *
 * @throws {SyntaxError} if a quote is open or a row has the wrong number of cells.
 */
export function parse<const T extends ParseOptions | undefined = undefined>(
  input: string,
  options?: T,
): ParseResult<T> {
  return parseUntyped(input, options);
}
