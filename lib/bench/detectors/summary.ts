import type { Estimate } from "../../stats/mod.ts";

/** What one detector came to on labelled series; NaN where there was nothing to measure it on. */
export interface DetectorSummary {
  readonly name: string;
  /** NAB's scores: 0 is silence, 100 all windows found at once without a false alarm. At the best threshold over all series, one a profile. */
  readonly nabStandard: number;
  readonly nabLowFp: number;
  readonly nabLowFn: number;
  /** The standard score where each part (folder, regime) is judged at the threshold that is best on the others; NaN for a single part. */
  readonly nabHeldOut: number;
  /** Means over the series with a window, from 0 to 1; limits of 95 % where there are 10 such series or more, else NaN. */
  readonly auc: Estimate;
  readonly averagePrecision: Estimate;
  readonly vusPr: Estimate;
  /** Share of all windows in which an alarm was raised. */
  readonly found: number;
  /** Median over the windows found: rows from the first of the window to its first alarm. */
  readonly delayMedianRows: number;
  readonly falseAlarmsPerDay: number;
  /** Median over the series; NaN without a clock. */
  readonly microsPerRow: number;
}

/** What one detector came to on one series. */
export interface SeriesResult {
  readonly series: string;
  readonly detector: string;
  /** Rows that were judged: those after the warm-up. */
  readonly rows: number;
  readonly windows: number;
  /** NaN for a series without a window, or with nothing else. */
  readonly auc: number;
  readonly averagePrecision: number;
  readonly vusPr: number;
  readonly found: number;
  /** NaN where nothing was found. */
  readonly delayMedianRows: number;
  readonly falseAlarms: number;
  readonly microsPerRow: number;
}

/** Detectors compared on the same labelled series. */
export interface DetectorComparison {
  /** The best first: by NAB's standard score, then average precision. */
  readonly detectors: readonly DetectorSummary[];
  /** Series by series. */
  readonly results: readonly SeriesResult[];
  readonly series: number;
  /** Series that hold a window, and so count for AUC, average precision and VUS-PR. */
  readonly labelled: number;
  readonly windows: number;
  /** The rule that raised the alarms; null: the threshold with the best standard score, found with the windows in sight. */
  readonly rule: string | null;
}

/** What the name of a series begins with: a regime, or a folder; "" for a name without a part. */
export function partOf(series: string): string {
  const end = series.indexOf("/");
  return end < 0 ? "" : series.slice(0, end);
}
