import type { LabelledSeries } from "../../model/mod.ts";
import type { DetectorScores } from "./score_detectors.ts";
import { averagePrecision, detectionDelays, judgedRows, median, rocAuc, vusPr } from "../../stats/mod.ts";
import type { SeriesResult } from "./summary.ts";

/** A series and the scores of one detector on it. */
export interface SeriesScores {
  /** The series. */
  readonly series: LabelledSeries;
  /** The scores of one detector on it. */
  readonly scores: DetectorScores;
}

/** The measures of a detector on one series, with what is needed to pool them over many series. */
export interface MeasuredSeries extends SeriesResult {
  /** Detection delay of each window found (rows). */
  readonly delays: readonly number[];
  /** Length of the scored part of the series (days). */
  readonly days: number;
}

/**
 * Measures one detector on one series.
 *
 * @param threshold the score from which on a row is an alarm, used if no rule has raised alarms
 */
export function measureSeries({ series, scores }: SeriesScores, threshold: number): MeasuredSeries {
  // Without a window nothing can be ranked, and there is no need to sort a million scores to find that out.
  const ranked = series.windows.length > 0 ? judgedRows({ ...series, scores: scores.scores }) : undefined;
  const alarmed = scores.alarms === undefined
    ? { scores: scores.scores, threshold }
    : { scores: scores.alarms, threshold: 1 };
  const { delayRows, falseAlarms, days } = detectionDelays({ ...series, ...alarmed });
  const delays = delayRows.filter((delay) => delay !== null);
  return {
    series: series.name,
    detector: scores.detector,
    rows: Math.max(0, series.timesSeconds.length - series.warmupRows),
    windows: delayRows.length,
    auc: ranked ? rocAuc(ranked.scores, ranked.labels) : NaN,
    averagePrecision: ranked ? averagePrecision(ranked.scores, ranked.labels) : NaN,
    vusPr: ranked ? vusPr(ranked.scores, ranked.labels) : NaN,
    found: delays.length,
    delayMedianRows: median(delays),
    falseAlarms,
    microsPerRow: scores.microsPerRow,
    delays,
    days,
  };
}
