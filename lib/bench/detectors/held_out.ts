import { NAB_PROFILES, nabScore, type ScoredSeries } from "../../stats/mod.ts";
import { partOf } from "./part.ts";

/**
 * NAB's standard score with a threshold that the judged series had no say in: that which is best on all the other parts.
 *
 * @returns NaN for series of a single part, and where there is no window
 */
export function heldOutScore(series: readonly (ScoredSeries & { readonly name: string })[]): number {
  const parts = [...Map.groupBy(series, ({ name }) => partOf(name)).values()];
  if (parts.length < 2) return NaN;
  let raw = 0;
  let windows = 0;
  for (const part of parts) {
    const { threshold } = nabScore(series.filter((one) => !part.includes(one)));
    const judged = nabScore(part, { threshold });
    raw += judged.raw;
    windows += judged.series.reduce((sum, { found, missed }) => sum + found + missed, 0);
  }
  const { found, missed } = NAB_PROFILES.standard;
  return 100 * (raw + missed * windows) / ((found + missed) * windows);
}
