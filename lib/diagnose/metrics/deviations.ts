import type { Diagnosis, Indicator, MetricTable } from "../../model/mod.ts";
import { isConstant } from "../../stats/samples/constant.ts";
import { medianAndDeviation } from "../../stats/samples/quantiles.ts";
import { atLeast, CONSTANT_SHARE, deviation, type Scale } from "./scale.ts";

/** The values of a column without the missing ones. */
export function present(column: Float64Array): Float64Array {
  for (let i = 0; i < column.length; i++) {
    if (Number.isNaN(column[i]!)) return column.filter((x) => !Number.isNaN(x));
  }
  return column;
}

/** Median and robust spread of each indicator of a table. */
export function usualOf({ columns }: MetricTable): readonly Scale[] {
  return columns.map((column) => robustScale(present(column)));
}

/** The median, and 1.4826 times the median absolute deviation: the standard deviation of a normal distribution. */
function robustScale(values: Float64Array): Scale {
  const { median, deviation } = medianAndDeviation(values);
  return { centre: median, spread: atLeast(1.4826 * deviation, median) };
}

/** A robust model of one metric, and the score above which a value is anomalous. */
export interface AnomalyModel extends Scale {
  readonly threshold: number;
  /** Whether all values were equal. Where just more than half were, the spread is 0 as well. */
  readonly constant?: boolean;
}

/** Default of `learnAnomalies`: robust standard deviations above which a value is anomalous, as published. */
export const ANOMALY_THRESHOLD = 5;
const MIN_VALUES = 10;
const NO_MODEL: AnomalyModel = { centre: NaN, spread: NaN, threshold: Infinity };
/** The change from which a metric without a spread is anomalous, as a share of its level. */
const MIN_CHANGE = 1e-3;

/**
 * The anomaly model of PetShop's baselines (Hardt et al., "The PetShop dataset", CLeaR 2024): the distance from the median in units of
 * 1.4826 MAD, anomalous above the threshold. With fewer than 10 values there is no model, and nothing is anomalous.
 */
export function learnAnomalies(column: Float64Array, threshold: number = ANOMALY_THRESHOLD): AnomalyModel {
  const values = present(column);
  if (values.length < MIN_VALUES) return NO_MODEL;
  const scale = robustScale(values);
  return { ...scale, threshold, constant: isConstant(values) };
}

/**
 * The score of an anomalous value, else 0. A metric that was constant scores its change as a share of the larger level, and one of which more
 * than half of the values were equal scores Infinity, both from a change by a thousandth on. (Published: a constant scores its plain
 * distance, in whatever unit; for the ratios of that data set this is the same. There, both are anomalous at any change.)
 */
export function anomalyOf(value: number, model: AnomalyModel): number {
  const { centre, spread, threshold, constant } = model;
  if (spread === 0) {
    const change = CONSTANT_SHARE * Math.abs(deviation(value, model));
    return change > MIN_CHANGE ? constant ? change : Infinity : 0;
  }
  const score = Math.abs(value - centre) / spread;
  // NaN, for no value or no model, is not above any threshold.
  return score > threshold ? score : 0;
}

/** How far an anomalous value is from usual, in spreads, and so never above 100 for a metric without a spread; 0 if it is not anomalous. */
export function anomalousDeviation(value: number, model: AnomalyModel): number {
  return anomalyOf(value, model) > 0 ? Math.abs(deviation(value, model)) : 0;
}

/** The highest score among the indicators of each service, 0 for a service without any. NaN counts as 0. */
export function bestPerService(
  services: readonly string[],
  indicators: readonly Indicator[],
  scores: ArrayLike<number>,
): Float64Array {
  const at = new Map(services.map((name, i) => [name, i]));
  const best = new Float64Array(services.length);
  indicators.forEach(({ service }, i) => {
    const place = at.get(service);
    if (place !== undefined && scores[i]! > best[place]!) best[place] = scores[i]!;
  });
  return best;
}

/**
 * The confidence in the first service of a ranking by deviation: how far the strongest deviation lies above the alarm, times the
 * first score's share of the first two. Not calibrated. 0 if nothing exceeds the alarm.
 *
 * @param strongest the largest deviation seen, in the unit of `alarm`
 * @param alarm what a deviation must exceed to count
 * @returns 0 to 1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { certainty } from "./deviations.ts";
 * const ranking = [{ service: "db", score: 12 }, { service: "api", score: 4 }];
 * strictEqual(certainty(ranking, { strongest: 12, alarm: 3 }), 0.75 * 0.75);
 * strictEqual(certainty(ranking, { strongest: 2, alarm: 3 }), 0);
 * ```
 */
export function certainty(
  ranking: Diagnosis["ranking"],
  { strongest, alarm }: { strongest: number; alarm: number },
): number {
  const first = ranking[0]?.score ?? 0;
  const second = Math.max(0, ranking[1]?.score ?? 0);
  if (!(strongest > alarm && first > 0)) return 0;
  return (1 - alarm / strongest) * (first / (first + second));
}
