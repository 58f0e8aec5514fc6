import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { rowsToCsv } from "../../report/csv.ts";
import { type Alarm, timeText } from "./alarms.ts";
import type { SeriesResult } from "./summary.ts";

const RESULTS_TO_CSV_ARGUMENTS = z.object({ results: z.array(anyObject) });
const ALARMS_TO_CSV_ARGUMENTS = z.object({ alarms: z.array(anyObject) });

/**
 * One row per series and detector; undefined measures are empty. Without times, so that the same series give the same bytes.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function resultsToCsv(results: readonly SeriesResult[]): string {
  checkOptions("resultsToCsv", RESULTS_TO_CSV_ARGUMENTS, { results });
  return rowsToCsv(results.map((one) => ({
    series: one.series,
    detector: one.detector,
    rows: one.rows,
    windows: one.windows,
    auc: known(one.auc),
    average_precision: known(one.averagePrecision),
    vus_pr: known(one.vusPr),
    found: known(one.found),
    delay_median_rows: known(one.delayMedianRows),
    false_alarms: known(one.falseAlarms),
  })));
}

const ALARM_COLUMNS = "series,detector,from,until,first_row,last_row,score,level,highest_at\n";

/**
 * One row per alarm: series, time (UTC, or seconds for a series without dates), rows, highest score, the level that it had to pass, and when it did. Without alarms only the header.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function alarmsToCsv(alarms: readonly Alarm[]): string {
  checkOptions("alarmsToCsv", ALARMS_TO_CSV_ARGUMENTS, { alarms });
  if (alarms.length === 0) return ALARM_COLUMNS;
  return rowsToCsv(alarms.map(({ series, detector, rows: [first, last], score, level, ...times }) => ({
    series,
    detector,
    from: timeText(times.fromSeconds, undefined, times.dated),
    until: timeText(times.untilSeconds, undefined, times.dated),
    first_row: first,
    last_row: last,
    score,
    level: known(level),
    highest_at: timeText(times.highestAtSeconds, undefined, times.dated),
  })));
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
