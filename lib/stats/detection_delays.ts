import { rowLabels, type ScoredSeries } from "./judged_rows.ts";
import { requireOneLength } from "./pairs.ts";

/** A scored series with its times and what counts as an alarm. */
export interface AlarmedSeries extends ScoredSeries {
  /** One per row, in seconds, never falling. */
  readonly timesSeconds: ArrayLike<number>;
  /** From which score on a row raises an alarm. */
  readonly threshold: number;
}

/** How late alarms come, and how many for nothing. */
export interface DetectionDelays {
  /** Per window the rows from its first one to the first alarm in it, 0 at once; null: missed. Windows that end within the warm-up are left out. */
  readonly delayRows: readonly (number | null)[];
  /** Runs of alarm rows that begin outside windows, each counted once. */
  readonly falseAlarms: number;
  /** Time judged outside windows, in days. */
  readonly days: number;
  /** `falseAlarms` / `days`; NaN where both are 0. */
  readonly falseAlarmsPerDay: number;
}

/**
 * Delay of the first alarm in each window, and false alarms per day. A run that begins before a window is a false alarm and finds the window at
 * once; one that begins in a window and outlasts it is no further alarm.
 *
 * @throws {RangeError} if there is not one time for each score
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

/** A step from one row to the next is outside if the row that it begins with is. */
function secondsOutside(series: AlarmedSeries): number {
  const { timesSeconds, warmupRows } = series;
  const inside = rowLabels(series);
  let seconds = 0;
  for (let row = warmupRows; row + 1 < timesSeconds.length; row++) {
    if (!inside[row]) seconds += timesSeconds[row + 1]! - timesSeconds[row]!;
  }
  return seconds;
}
