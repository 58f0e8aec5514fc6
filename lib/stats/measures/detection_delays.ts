import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { requireOneLength } from "../samples/pairs.ts";
import { rowLabels, type ScoredSeries } from "./judged_rows.ts";

const ARGUMENTS = z.object({
  series: objectWith({ scores: "object", windows: "list", timesSeconds: "object" }),
});

/** A scored series with its times and the threshold of an alarm. */
export interface AlarmedSeries extends ScoredSeries {
  /** One per row, in seconds, non-decreasing. */
  readonly timesSeconds: ArrayLike<number>;
  /** The lowest score that raises an alarm. */
  readonly threshold: number;
}

/** Delays of detection, and false alarms. */
export interface DetectionDelays {
  /** Per window the number of rows from its first one to the first alarm in it; null where it was missed. Windows that end within the warm-up are omitted. */
  readonly delayRows: readonly (number | null)[];
  /** Number of alarms, each a run of consecutive alarm rows, that begin outside windows. */
  readonly falseAlarms: number;
  /** Judged time outside windows, in days. */
  readonly days: number;
  /** `falseAlarms` / `days`; NaN where both are 0. */
  readonly falseAlarmsPerDay: number;
}

/**
 * The delay of the first alarm in each window, and the false alarms per day. A run of alarm rows that begins before a window counts as a false
 * alarm and also detects the window with delay 0; one that begins in a window and outlasts it is no false alarm.
 *
 * @throws {UsageError} if there is not one time for each score
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { detectionDelays } from "./detection_delays.ts";
 * const scores = [0, 5, 5, 0, 0, 5, 0];
 * const timesSeconds = scores.map((_, row) => 43_200 * row);
 * const { delayRows, falseAlarms, days } = detectionDelays({ scores, timesSeconds, windows: [[4, 6]], warmupRows: 0, threshold: 5 });
 * deepStrictEqual([delayRows, falseAlarms, days], [[1], 1, 2]);
 * ```
 */
export function detectionDelays(series: AlarmedSeries): DetectionDelays {
  checkOptions("detectionDelays", ARGUMENTS, { series });
  requireOneLength(series.scores, series.timesSeconds);
  const falseAlarms = falseAlarmsOf(series);
  const days = secondsOutside(series) / 86_400;
  return { delayRows: delaysOf(series), falseAlarms, days, falseAlarmsPerDay: falseAlarms / days };
}

function delaysOf({ scores, windows, warmupRows, threshold }: AlarmedSeries): (number | null)[] {
  return windows.filter(([, last]) => last >= warmupRows).map(([first, last]) => {
    for (let row = Math.max(first, warmupRows); row <= last; row++) {
      if (scores[row]! >= threshold) return row - first;
    }
    return null;
  });
}

function falseAlarmsOf(series: AlarmedSeries): number {
  const { scores, warmupRows, threshold } = series;
  const inside = rowLabels(series);
  let count = 0;
  for (let row = warmupRows; row < scores.length; row++) {
    const begins = scores[row]! >= threshold && !(row > warmupRows && scores[row - 1]! >= threshold);
    if (begins && !inside[row]) count++;
  }
  return count;
}

/** The time from one row to the next counts as outside if the first of the two rows is. */
function secondsOutside(series: AlarmedSeries): number {
  const { timesSeconds, warmupRows } = series;
  const inside = rowLabels(series);
  let seconds = 0;
  for (let row = warmupRows; row + 1 < timesSeconds.length; row++) {
    if (!inside[row]) seconds += timesSeconds[row + 1]! - timesSeconds[row]!;
  }
  return seconds;
}
