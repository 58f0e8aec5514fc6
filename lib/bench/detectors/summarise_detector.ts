import { createStream } from "../../random/mod.ts";
import {
  bcaMeans,
  type Estimate,
  median,
  NAB_PROFILES,
  nabScore,
  type ScoredSeries,
} from "../../stats/mod.ts";
import { type MeasuredSeries, measureSeries, type Sheet } from "./measure_series.ts";
import { type DetectorSummary, partOf } from "./summary.ts";

/** Fewer series than these say too little about others to give limits. */
const LEAST_FOR_LIMITS = 10;

/** What one detector came to, and on each series. @param sheets of one detector, a series each */
export function summariseDetector(
  sheets: readonly Sheet[],
): { summary: DetectorSummary; measured: MeasuredSeries[] } {
  const scored = sheets.map(({ series, scores }) => ({ ...series, scores: scores.scores }));
  const standard = nabScore(scored);
  const measured = sheets.map((sheet) => measureSeries(sheet, standard.threshold));
  const [auc, precision, vus] = means(measured);
  const total = (of: (one: MeasuredSeries) => number) => measured.reduce((sum, one) => sum + of(one), 0);
  return {
    measured,
    summary: {
      name: sheets[0]!.scores.detector,
      nabStandard: standard.score,
      nabLowFp: nabScore(scored, { profile: "reward_low_FP_rate" }).score,
      nabLowFn: nabScore(scored, { profile: "reward_low_FN_rate" }).score,
      nabHeldOut: heldOutScore(scored),
      auc: auc!,
      averagePrecision: precision!,
      vusPr: vus!,
      found: total(({ found }) => found) / total(({ windows }) => windows),
      delayMedianRows: median(measured.flatMap(({ delays }) => delays)),
      falseAlarmsPerDay: total(({ falseAlarms }) => falseAlarms) / total(({ days }) => days),
      microsPerRow: median(measured.map(({ microsPerRow }) => microsPerRow)),
    },
  };
}

/** Means over the series that the measures are defined for; all are drawn from the same stream, so that the same series give the same bytes. */
function means(measured: readonly MeasuredSeries[]): Estimate[] {
  const of = (values: number[]) => ({ values: values.filter((value) => !Number.isNaN(value)) });
  return bcaMeans([
    of(measured.map(({ auc }) => auc)),
    of(measured.map(({ averagePrecision }) => averagePrecision)),
    of(measured.map(({ vusPr }) => vusPr)),
  ], { next: createStream("bootstrap").next }).map((estimate) =>
    measured.filter(({ auc }) => !Number.isNaN(auc)).length < LEAST_FOR_LIMITS
      ? { ...estimate, low: NaN, high: NaN }
      : estimate
  );
}

/**
 * NAB's standard score with a threshold that the judged series had no say in: that which is best on all the other parts.
 *
 * @returns NaN for series of a single part, and where there is no window
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
