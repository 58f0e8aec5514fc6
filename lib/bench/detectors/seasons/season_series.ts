import { type LabelledSeries, requireName } from "../../../model/mod.ts";
import { createStream, normalQuantile, type Stream } from "../../../random/mod.ts";
import { cycleValues } from "./cycle_values.ts";
import { rateValues } from "./rate_values.ts";
import { DAY_SECONDS, WEEK_SECONDS } from "./weekly_rate.ts";

/** Kinds of seasons: a week at three steps, a week in two of three values, and a cycle that no calendar knows. */
export const SEASONS = [
  "week_hours",
  "week_half_hours",
  "week_five_minutes",
  "week_three_values",
  "cycle",
] as const;

/** One of `SEASONS`. */
export type Season = typeof SEASONS[number];

/** Seconds between two rows, and rows. */
const SIZES: Readonly<Record<Season, { readonly stepSeconds: number; readonly rows: number }>> = {
  week_hours: { stepSeconds: 3600, rows: 20 * 168 },
  week_half_hours: { stepSeconds: 1800, rows: 12 * 336 },
  week_five_minutes: { stepSeconds: 300, rows: 5 * 2016 },
  week_three_values: { stepSeconds: 1800, rows: 12 * 336 },
  cycle: { stepSeconds: 60, rows: 4000 },
};
/** Rows that nobody judges, as NAB has them: at most this share, at most this number. */
const WARMUP = { share: 0.15, rows: 750 };
/** A Thursday, some weeks after which a series begins on any day. */
const EPOCH = 2800 * WEEK_SECONDS;

/**
 * A made-up series with a season and four or five anomalies that are odd for their place in it and not for the whole: a day as on the other side of
 * the week, a rate that is a third to a half lower or higher for hours, a morning that comes three hours late; in cycles a stretch that
 * stands still, is weak, runs at twice the pace, or is noisy.
 *
 * @throws {UsageError} for an unknown season, with the nearest name
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { seasonSeries } from "./season_series.ts";
 * const { timesSeconds, windows } = seasonSeries("week_hours", 1);
 * strictEqual(timesSeconds.length, 3360);
 * strictEqual(windows.length, 5);
 * ```
 */
export function seasonSeries(season: Season, seed: number): LabelledSeries {
  requireName("season", season, SEASONS);
  const { stepSeconds, rows } = SIZES[season];
  const streamOf = (concern: string) => createStream(seed, "season", season, concern);
  const start = EPOCH + DAY_SECONDS * streamOf("start").integer(7);
  const timesSeconds = Float64Array.from({ length: rows }, (_, row) => start + stepSeconds * row);
  const { values, windows } = season === "cycle"
    ? cycleValues(rows, streamOf)
    : rateValues(timesSeconds, streamOf);
  const columns = season === "week_three_values" ? ["rate", "cpu", "temperature"] : ["value"];
  return {
    name: `${season}/${seed}`,
    columns,
    timesSeconds,
    values: columns.length === 1 ? values : withCompanions(values, streamOf("companions")),
    windows,
    warmupRows: Math.min(WARMUP.rows, Math.floor(WARMUP.share * rows)),
  };
}

/** Row by row the rate, the CPU utilisation that it causes, and a temperature that has nothing to do with it. */
function withCompanions(rates: Float64Array, stream: Stream): Float64Array {
  const highest = rates.reduce((most, rate) => Math.max(most, rate), 0);
  let drift = 0;
  return Float64Array.from(
    Array.from(rates).flatMap((rate) => {
      drift = 0.9 * drift + normalQuantile(stream.next());
      return [rate, 0.1 + 0.6 * rate / highest + 0.01 * normalQuantile(stream.next()), 40 + drift];
    }),
  );
}
