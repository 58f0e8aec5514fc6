import { malformed, type Place } from "./malformed.ts";

const NO_VALUE = /^(?:nan|null|none|na|n\/a|[-+]?inf(?:inity)?)?$/i;

/**
 * The number in a cell; NaN for an empty cell, a word for a missing value, or a number out of range.
 *
 * @returns undefined if the cell is not a number
 */
export function cellNumber(cell: string): number | undefined {
  const value = Number(cell);
  if (Number.isFinite(value)) return value === 0 && cell.trim() === "" ? NaN : value;
  if (!Number.isNaN(value)) return NaN;
  return NO_VALUE.test(cell.trim()) ? NaN : undefined;
}

/**
 * The number in a cell; NaN for a missing value.
 *
 * @throws {UsageError} with its place and column
 */
export function requireNumber(cell: string, column: string, place: Place): number {
  const value = cellNumber(cell);
  if (value === undefined) throw malformed(place, `a number in the column "${column}"`, cell);
  return value;
}

/**
 * The time in a cell.
 *
 * @throws {UsageError} for a missing or invalid time
 */
export function requireTime(cell: string, column: string, place: Place): number {
  const value = cellNumber(cell);
  if (value === undefined || Number.isNaN(value)) {
    throw malformed(place, `a time in seconds in the column "${column}"`, cell);
  }
  return value;
}

/**
 * Converts Unix nanoseconds to seconds. They exceed 2^53, so that seconds and fraction are read separately; the result
 * has the precision of a double, about 0.2 microseconds.
 *
 * @returns NaN for text that is not 18 or 19 digits
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { nanosToSeconds } from "./numbers.ts";
 * strictEqual(nanosToSeconds("1675078742887497824"), 1675078742.887498);
 * ```
 */
export function nanosToSeconds(nanos: string): number {
  if (!/^\d{18,19}$/.test(nanos)) return NaN;
  return Number(nanos.slice(0, -9)) + Number(nanos.slice(-9)) / 1e9;
}

/**
 * The time in a cell in nanoseconds, as seconds.
 *
 * @throws {UsageError} with its place and column
 */
export function requireNanos(cell: string, column: string, place: Place): number {
  const seconds = nanosToSeconds(cell);
  if (Number.isNaN(seconds)) throw malformed(place, `Unix nanoseconds in the column "${column}"`, cell);
  return seconds;
}
