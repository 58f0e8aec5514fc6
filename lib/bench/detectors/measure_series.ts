import type { LabelledSeries } from "../../model/mod.ts";
import type { DetectorScores } from "./score_detectors.ts";
import { averagePrecision, detectionDelays, judgedRows, median, rocAuc, vusPr } from "../../stats/mod.ts";
import type { SeriesResult } from "./summary.ts";

/** A series and what one detector said of it. */
export interface Sheet {
  /** The series. */
  readonly series: LabelledSeries;
  /** The scores of one detector on it. */
  readonly scores: DetectorScores;
}

/** A series' measures, and the delays that the medians over many series are made of. */
export interface MeasuredSeries extends SeriesResult {
  /** Per window found. */
  readonly delays: readonly number[];
  readonly days: number;
}

/**
 * Measures one detector on one series.
 *
 * @param threshold from which score on a row raises an alarm, where no rule has raised them already
 */
export function measureSeries({ series, scores }: Sheet, threshold: number): MeasuredSeries {
  const ranked = judgedRows({ ...series, scores: scores.scores });
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
    auc: rocAuc(ranked.scores, ranked.labels),
    averagePrecision: averagePrecision(ranked.scores, ranked.labels),
    vusPr: vusPr(ranked.scores, ranked.labels),
    found: delays.length,
    delayMedianRows: median(delays),
    falseAlarms,
    microsPerRow: scores.microsPerRow,
    delays,
    days,
  };
}
