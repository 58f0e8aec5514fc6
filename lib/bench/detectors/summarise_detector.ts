import { createStream } from "../../random/mod.ts";
import {
  bcaMeans,
  type Estimate,
  median,
  NAB_PROFILES,
  type NabProfile,
  nabScore,
  type ScoredSeries,
} from "../../stats/mod.ts";
import { type MeasuredSeries, measureSeries, type SeriesScores } from "./measure_series.ts";
import { type DetectorSummary, partOf } from "./summary.ts";

/** With fewer series a bootstrap interval would be too narrow. */
const MIN_SERIES_FOR_INTERVALS = 10;

/** What `nabScore` gives without any window, where alarms only cost, and in hindsight, where nothing is early or late. */
const NOT_RATED = { score: NaN, threshold: Infinity };

/** Measures one detector on each series and over all of them. @param scored the scores of one detector, one element per series */
export function summariseDetector(
  scored: readonly SeriesScores[],
): { summary: DetectorSummary; measured: MeasuredSeries[] } {
  const forNab = scored.map(({ series, scores }) => ({ ...series, scores: scores.scores }));
  const { hindsight, alarms } = scored[0]!.scores;
  const rated = !hindsight && forNab.some(({ windows }) => windows.length > 0);
  const standard = rated ? nabScore(forNab) : NOT_RATED;
  const scoreOf = (profile: NabProfile) => rated ? nabScore(forNab, { profile }).score : NaN;
  const measured = scored.map((one) => measureSeries(one, standard.threshold));
  const [auc, precision, vus] = means(measured);
  // The threshold that is best by NAB's score is none in hindsight: then only a rule raises alarms.
  const raised = !hindsight || alarms !== undefined;
  const total = (of: (one: MeasuredSeries) => number) => measured.reduce((sum, one) => sum + of(one), 0);
  return {
    measured: raised ? measured : measured.map((one) => ({ ...one, found: NaN, falseAlarms: NaN })),
    summary: {
      name: scored[0]!.scores.detector,
      nabStandard: standard.score,
      nabLowFp: scoreOf("reward_low_FP_rate"),
      nabLowFn: scoreOf("reward_low_FN_rate"),
      nabHeldOut: rated ? heldOutScore(forNab) : NaN,
      auc: auc!,
      averagePrecision: precision!,
      vusPr: vus!,
      found: raised ? total(({ found }) => found) / total(({ windows }) => windows) : NaN,
      delayMedianRows: median(measured.flatMap(({ delays }) => delays)),
      falseAlarmsPerDay: raised ? total(({ falseAlarms }) => falseAlarms) / total(({ days }) => days) : NaN,
      microsPerRow: median(measured.map(({ microsPerRow }) => microsPerRow)),
    },
  };
}

/** Means over the series for which a measure is defined. All bootstraps draw from the same stream, so that the same series give the same bytes. */
function means(measured: readonly MeasuredSeries[]): Estimate[] {
  const of = (values: number[]) => ({ values: values.filter((value) => !Number.isNaN(value)) });
  return bcaMeans([
    of(measured.map(({ auc }) => auc)),
    of(measured.map(({ averagePrecision }) => averagePrecision)),
    of(measured.map(({ vusPr }) => vusPr)),
  ], { next: createStream("bootstrap").next }).map((estimate) =>
    measured.filter(({ auc }) => !Number.isNaN(auc)).length < MIN_SERIES_FOR_INTERVALS
      ? { ...estimate, low: NaN, high: NaN }
      : estimate
  );
}

/**
 * NAB's standard score with each part scored at a held-out threshold, the one that is optimal on all other parts.
 *
 * @returns NaN for a single part, and without windows
 */
export function heldOutScore(series: readonly (ScoredSeries & { readonly name: string })[]): number {
  const parts = [...Map.groupBy(series, ({ name }) => partOf(name)).values()];
  if (parts.length < 2) return NaN;
  let raw = 0;
  let windows = 0;
  for (const part of parts) {
    const { threshold } = nabScore(series.filter((one) => !part.includes(one)));
    const judged = nabScore(part, { threshold });
    raw += judged.raw;
    windows += judged.series.reduce((sum, { found, missed }) => sum + found + missed, 0);
  }
  const { found, missed } = NAB_PROFILES.standard;
  return 100 * (raw + missed * windows) / ((found + missed) * windows);
}
