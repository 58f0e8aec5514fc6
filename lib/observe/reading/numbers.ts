import { malformed, type Place } from "./malformed.ts";

const NO_VALUE = /^(?:nan|null|none|na|n\/a|[-+]?inf(?:inity)?)?$/i;

/**
 * A cell as number; NaN where it is empty, says so, or is beyond what a double holds.
 *
 * @returns undefined if it is no number
 */
export function cellNumber(cell: string): number | undefined {
  const value = Number(cell);
  if (Number.isFinite(value)) return value === 0 && cell.trim() === "" ? NaN : value;
  if (!Number.isNaN(value)) return NaN;
  return NO_VALUE.test(cell.trim()) ? NaN : undefined;
}

/** A cell as number, NaN where there is no value. @throws {UsageError} with its place and column */
export function requireNumber(cell: string, column: string, place: Place): number {
  const value = cellNumber(cell);
  if (value === undefined) throw malformed(place, `a number in the column "${column}"`, cell);
  return value;
}

/** A cell as time. @throws {UsageError} where there is none */
export function requireTime(cell: string, column: string, place: Place): number {
  const value = cellNumber(cell);
  if (value === undefined || Number.isNaN(value)) {
    throw malformed(place, `a time in seconds in the column "${column}"`, cell);
  }
  return value;
}

/**
 * Unix nanoseconds as seconds. They exceed 2^53, so seconds and fraction are read apart; what is left is as fine as a double
 * of seconds, about 0.2 microseconds.
 *
 * @returns NaN if these are no nanoseconds of our times
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

/** Nanoseconds of a cell as seconds. @throws {UsageError} with its place and column */
export function requireNanos(cell: string, column: string, place: Place): number {
  const seconds = nanosToSeconds(cell);
  if (Number.isNaN(seconds)) throw malformed(place, `Unix nanoseconds in the column "${column}"`, cell);
  return seconds;
}
