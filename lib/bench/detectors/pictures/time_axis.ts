import type * as Plot from "@observablehq/plot";

/** Seconds in a day, and in the units of a time that has no date. */
const UNITS = [["days", 86_400], ["hours", 3600], ["minutes", 60], ["seconds", 1]] as const;
/** About 1973: before it a time has no date, but counts from a beginning of its own. */
const FIRST_DATE = 1e8;

/**
 * Where the rows of a series stand on an axis: dates in UTC, or the largest unit of which the series has two or more.
 *
 * @param timesSeconds one or more, never falling
 */
export function timeAxis(timesSeconds: Float64Array): { xs: Float64Array; scale: Plot.ScaleOptions } {
  const [first, last] = [timesSeconds[0]!, timesSeconds.at(-1)!];
  if (first >= FIRST_DATE) {
    const xs = timesSeconds.map((seconds) => 1000 * seconds);
    return { xs, scale: { type: "utc", domain: [xs[0]!, xs.at(-1)!], label: "time (UTC)" } };
  }
  const [unit, seconds] = UNITS.find(([, length]) => last - first >= 2 * length) ?? UNITS.at(-1)!;
  const xs = timesSeconds.map((time) => time / seconds);
  return { xs, scale: { type: "linear", domain: [xs[0]!, xs.at(-1)!], label: unit } };
}
