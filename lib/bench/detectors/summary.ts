import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { Estimate } from "../../stats/mod.ts";

const ARGUMENTS = z.object({ series: z.string() });

/**
 * Measures of one detector over all labelled series; NaN if nothing could be measured. In hindsight nothing is early or late: NAB's scores are
 * NaN, and what was found and how often alarms were false as well unless a rule raised them.
 */
export interface DetectorSummary {
  /** Name of the detector. */
  readonly name: string;
  /** NAB's score with the standard profile: 0 for no alarms at all, 100 for all windows found at once without a false alarm; threshold optimised. */
  readonly nabStandard: number;
  /** NAB's score with the profile that punishes false positives more, at its own optimal threshold. */
  readonly nabLowFp: number;
  /** NAB's score with the profile that punishes false negatives more, at its own optimal threshold. */
  readonly nabLowFn: number;
  /** Standard score with each part (folder, regime) scored at the threshold that is optimal on the others; NaN for a single part. */
  readonly nabHeldOut: number;
  /** Mean area under the ROC curve over the series with a window, 0 to 1; 95 % interval for 10 such series or more, else NaN limits. */
  readonly auc: Estimate;
  /** Mean average precision, likewise. */
  readonly averagePrecision: Estimate;
  /** Mean volume under the precision-recall surface (VUS-PR), likewise. */
  readonly vusPr: Estimate;
  /** Share of all windows in which an alarm was raised. */
  readonly found: number;
  /** Median over the windows found of the rows from the start of the window to its first alarm. */
  readonly delayMedianRows: number;
  /** False alarms per day over all series. */
  readonly falseAlarmsPerDay: number;
  /** Median over the series of the time per row (µs); NaN without a clock. */
  readonly microsPerRow: number;
}

/** Measures of one detector on one series. */
export interface SeriesResult {
  /** Name of the series. */
  readonly series: string;
  /** Name of the detector. */
  readonly detector: string;
  /** Rows that are scored: those after the warm-up. */
  readonly rows: number;
  /** Labelled windows after the warm-up. */
  readonly windows: number;
  /** Area under the ROC curve; NaN unless the series has rows both inside and outside of windows. */
  readonly auc: number;
  /** Average precision; NaN likewise. */
  readonly averagePrecision: number;
  /** Volume under the precision-recall surface; NaN likewise. */
  readonly vusPr: number;
  /** Windows in which an alarm was raised; NaN in hindsight without a rule that raises alarms. */
  readonly found: number;
  /** Median detection delay over these windows (rows); NaN if there are none. */
  readonly delayMedianRows: number;
  /** Alarms outside of any window; NaN likewise. */
  readonly falseAlarms: number;
  /** Time per row (µs); NaN without a clock. */
  readonly microsPerRow: number;
}

/** Detectors compared on the same labelled series. */
export interface DetectorComparison {
  /** Best first: by NAB's standard score, if there is one, then by average precision. */
  readonly detectors: readonly DetectorSummary[];
  /** Every detector on every series. */
  readonly results: readonly SeriesResult[];
  /** Number of series. */
  readonly series: number;
  /** Series with a window; only these count for AUC, average precision and VUS-PR. */
  readonly labelled: number;
  /** Number of windows in all series. */
  readonly windows: number;
  /** The rule that raised the alarms; null: each detector's threshold was optimised for the standard score on these labels. */
  readonly rule: string | null;
}

/**
 * The part of a data set that a series belongs to: the folder or regime before the "/" of its name; "" if there is none.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function partOf(series: string): string {
  checkOptions("partOf", ARGUMENTS, { series });
  const end = series.indexOf("/");
  return end < 0 ? "" : series.slice(0, end);
}
