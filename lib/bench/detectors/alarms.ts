import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { areDates, FIRST_DATE_SECONDS, wallTime } from "../../model/shown/wall_clock.ts";
import { incidentsAround } from "./incidents_around.ts";
import type { Rows } from "./incident_rows.ts";
import { incidentsOfRuns } from "./incidents.ts";
import type { SeriesScores } from "./measure_series.ts";
import type { Hindsight } from "./score_detectors.ts";

const ARGUMENTS = z.object({ scored: objectWith({ series: "object", scores: "object" }) });

/** An alarm of a detector: an incident with one run or more of consecutive rows above its threshold. */
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
  /** Present where times are dates although they lie before 1973, as those of a series that goes on beyond. */
  readonly dated?: true;
  /** Highest score that was above the threshold. */
  readonly score: number;
  /**
   * Time of the row with this score. It is after the last row where the return to normal scored highest, and may be before the first one in hindsight,
   * where a score is the mean over a window around its row.
   */
  readonly highestAtSeconds: number;
  /** The level that this score had to pass; NaN if it is not known. */
  readonly level: number;
}

/**
 * The alarms of a detector on a series, in order; none if no rule was applied.
 *
 * An alarm lasts as long as the values that were outside of what was normal before it, by themselves or for their place in a season, stay
 * there, whether the scores stay high or not; runs of rows above the threshold while it lasts, or at its end because it is over, belong to it.
 * It begins with the row that passed the threshold. In hindsight values may be outside of what was normal after it as well, and it begins with
 * the first one that is. Where no value by itself was outside, it lasts for the rows above the threshold.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function alarmsOf(scored: SeriesScores): Alarm[] {
  checkOptions("alarmsOf", ARGUMENTS, { scored });
  const { series, scores: { detector, scores, alarms, levels, hindsight, raisedAlone } } = scored;
  if (alarms === undefined) return [];
  const runs = runsOf(alarms);
  const incidents = hindsight
    ? incidentsAround(series, runs.map((run) => ({ run, core: coreOf(run, hindsight, raisedAlone) })))
    : incidentsOfRuns(series, runs);
  return incidents.map(({ first, start, end, raised }) => {
    let highest = first;
    for (let row = first; row <= Math.max(end, raised); row++) {
      if (alarms[row] && scores[row]! > scores[highest]!) highest = row;
    }
    return {
      series: series.name,
      detector,
      rows: [start, end],
      ...timesOf(series, start, end),
      score: scores[highest]!,
      highestAtSeconds: series.timesSeconds[highest]!,
      level: levels?.[highest] ?? NaN,
    };
  });
}

/** First and last row of each run of consecutive rows with an alarm. */
function runsOf(alarms: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let row = 0; row < alarms.length; row++) {
    if (!alarms[row]) continue;
    const first = row;
    while (alarms[row + 1]) row++;
    runs.push([first, row]);
  }
  return runs;
}

/** The rows that made the means of a run: from the first to the last one in their windows that would have been an alarm by itself. */
function coreOf([first, last]: Rows, { windowRows }: Hindsight, raisedAlone: Uint8Array | undefined): Rows {
  if (raisedAlone === undefined) return [first, last];
  const half = (windowRows - 1) / 2;
  const from = Math.max(0, first - half);
  const near = raisedAlone.subarray(from, last + half + 1);
  const [start, end] = [near.indexOf(1), near.lastIndexOf(1)];
  return start < 0 ? [first, last] : [from + start, from + end];
}

function timesOf({ timesSeconds }: LabelledSeries, first: number, last: number) {
  const fromSeconds = timesSeconds[first]!;
  const isEarly = fromSeconds < FIRST_DATE_SECONDS && areDates(timesSeconds);
  return { fromSeconds, untilSeconds: timesSeconds[last]!, ...(isEarly && { dated: true as const }) };
}

/** The time of a row: ISO 8601, in UTC unless another zone is asked for, or seconds for a series without dates. */
export function timeText(seconds: number, zone?: string, dated = false): string {
  if (!dated && seconds < FIRST_DATE_SECONDS) return String(Number(seconds.toFixed(3)));
  return wallTime(seconds, zone);
}
