/** Units of numeric times by size: seconds of our days have ten digits, milliseconds thirteen and so on. */
const UNITS = [[1e17, 1e9], [1e14, 1e6], [1e11, 1e3]] as const;

const ISO = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A time in ISO 8601 as seconds since 1970, with a space for the T if need be; UTC where it names no zone.
 *
 * @returns NaN if it is no such time
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

/** How many of a number's unit make a second: 1 for seconds and row numbers, 1,000 for milliseconds since 1970 and so on. */
export function unitsPerSecond(time: number): number {
  return UNITS.find(([least]) => time >= least)?.[1] ?? 1;
}
