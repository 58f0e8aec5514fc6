import { z } from "zod";
import { withoutSeasons } from "../../detect/mod.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { FIRST_DATE_SECONDS, wallTime } from "../../model/shown/wall_clock.ts";
import { incidentRows } from "./incident_rows.ts";
import type { SeriesScores } from "./measure_series.ts";

const ARGUMENTS = z.object({ scored: objectWith({ series: "object", scores: "object" }) });

/** Rows between two runs that are one alarm. */
const MAX_GAP_ROWS = 2;
/** Rows after an incident in which scores may rise again because it is over: detectors compare with the rows before. */
const RECOVERY_ROWS = 6;

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
 * An alarm lasts as long as the values that were outside of what was normal before it, by themselves or for their place in a season, stay there, whether the scores stay high or not; runs
 * of rows above the threshold while it lasts, or at its end because it is over, belong to it. Where no value by itself was outside, it lasts
 * for the rows above the threshold. It begins with the row that passed the threshold, in hindsight with the first one in which such a value
 * was outside.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function alarmsOf(scored: SeriesScores): Alarm[] {
  checkOptions("alarmsOf", ARGUMENTS, { scored });
  const { series, scores: { detector, scores, alarms, levels, hindsight } } = scored;
  if (alarms === undefined) return [];
  const runs = runsOf(alarms);
  const judged = runs.length > 0 ? besideSeasonless(series) : series;
  return incidentsOf(judged, runs).map(({ first, start, end, raised }) => {
    // A score in hindsight rises before the values do.
    const from = hindsight ? Math.min(start, end) : first;
    let highest = first;
    for (let row = first; row <= Math.max(end, raised); row++) {
      if (alarms[row] && scores[row]! > scores[highest]!) highest = row;
    }
    return {
      series: series.name,
      detector,
      rows: [from, end],
      ...timesOf(series, from, end),
      score: scores[highest]!,
      highestAtSeconds: series.timesSeconds[highest]!,
      level: levels?.[highest] ?? NaN,
    };
  });
}

/** The series with each column twice, as it is and without its season: what is usual at night may be an outage at noon. */
function besideSeasonless(series: LabelledSeries): LabelledSeries {
  const { columns, values } = series;
  const { values: seasonless } = withoutSeasons(series);
  const width = columns.length;
  const both = new Float64Array(2 * values.length);
  for (let at = 0; at < values.length; at += width) {
    both.set(values.subarray(at, at + width), 2 * at);
    both.set(seasonless.subarray(at, at + width), 2 * at + width);
  }
  return { ...series, columns: [...columns, ...columns], values: both };
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

/** An incident: its rows, the last of which is `end`, and the last row of its last run. */
interface Incident {
  readonly first: number;
  /** The first row in which a value was outside of what was normal, or `first`. */
  readonly start: number;
  end: number;
  raised: number;
  /** Whether a value was outside of what was normal. */
  outside: boolean;
}

function incidentsOf(series: LabelledSeries, runs: readonly (readonly [number, number])[]): Incident[] {
  const incidents: Incident[] = [];
  const earlier: [number, number][] = [];
  for (const [first, last] of runs) {
    const latest = incidents.at(-1);
    const joined = latest !== undefined &&
        first <= Math.max(latest.end, latest.raised) + 1 + (latest.outside ? RECOVERY_ROWS : MAX_GAP_ROWS)
      ? latest
      : undefined;
    const rows = incidentRows(series, [joined?.first ?? first, last], earlier);
    const incident = joined ?? { first, start: rows?.[0] ?? first, end: last, raised: last, outside: false };
    incident.raised = last;
    incident.outside = rows !== undefined;
    incident.end = rows?.[1] ?? last;
    if (joined === undefined) incidents.push(incident);
    earlier[incidents.length - 1] = [incident.first, incident.end];
  }
  return incidents;
}

function timesOf({ timesSeconds }: LabelledSeries, first: number, last: number) {
  return { fromSeconds: timesSeconds[first]!, untilSeconds: timesSeconds[last]! };
}

/** The time of a row: ISO 8601, in UTC unless another zone is asked for, or seconds for a series without dates. */
export function timeText(seconds: number, zone?: string): string {
  if (seconds < FIRST_DATE_SECONDS) return String(Number(seconds.toFixed(3)));
  return wallTime(seconds, zone);
}
