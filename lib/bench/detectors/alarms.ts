import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import type { SeriesScores } from "./measure_series.ts";

const ARGUMENTS = z.object({ scored: objectWith({ series: "object", scores: "object" }) });

/** About 1973: earlier times are not dates, but seconds since the start of the series. */
const FIRST_DATE_SECONDS = 1e8;

/** An alarm of a detector: a run of consecutive rows above its threshold. */
export interface Alarm {
  /** Name of the series. */
  readonly series: string;
  /** Name of the detector. */
  readonly detector: string;
  /** First and last row, both included. */
  readonly rows: readonly [number, number];
  /** Time of the first row. */
  readonly fromSeconds: number;
  /** Time of the last row. */
  readonly untilSeconds: number;
  /** Highest score in these rows. */
  readonly score: number;
}

/**
 * The alarms of a detector on a series, in order; none if no rule was applied.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function alarmsOf(scored: SeriesScores): Alarm[] {
  checkOptions("alarmsOf", ARGUMENTS, { scored });
  const { series, scores: { detector, scores, alarms } } = scored;
  if (alarms === undefined) return [];
  const found: Alarm[] = [];
  for (let row = 0; row < alarms.length; row++) {
    if (!alarms[row]) continue;
    const first = row;
    while (alarms[row + 1]) row++;
    found.push({
      series: series.name,
      detector,
      rows: [first, row],
      ...timesOf(series, first, row),
      score: scores.subarray(first, row + 1).reduce((most, score) => Math.max(most, score)),
    });
  }
  return found;
}

function timesOf({ timesSeconds }: LabelledSeries, first: number, last: number) {
  return { fromSeconds: timesSeconds[first]!, untilSeconds: timesSeconds[last]! };
}

/** The time of a row: ISO 8601 in UTC, or seconds for a series without dates. */
export function timeText(seconds: number): string {
  if (seconds < FIRST_DATE_SECONDS) return String(Number(seconds.toFixed(3)));
  return new Date(1000 * seconds).toISOString().replace(".000Z", "Z");
}
