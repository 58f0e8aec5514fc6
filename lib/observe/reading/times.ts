/** Units of numeric Unix times by magnitude: seconds have ten digits, milliseconds thirteen and so on. */
const UNITS = [[1e17, 1e9], [1e14, 1e6], [1e11, 1e3]] as const;

const ISO = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Converts ISO 8601 to Unix seconds; a space may stand for the T, and times without a zone are UTC.
 *
 * @returns NaN for any other text
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { isoSeconds } from "./times.ts";
 * strictEqual(isoSeconds("2014-04-10 07:15:00.000000"), 1397114100);
 * ```
 */
export function isoSeconds(text: string): number {
  const found = ISO.exec(text.trim());
  if (found === null) return NaN;
  const [, day, clock = "00:00", zone = "Z"] = found;
  const zoned = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return Date.parse(`${day}T${clock}${zoned}`) / 1000;
}

/** Number of units per second of a numeric time: 1 for seconds and row numbers, 1,000 for Unix milliseconds and so on. */
export function unitsPerSecond(time: number): number {
  return UNITS.find(([least]) => time >= least)?.[1] ?? 1;
}
