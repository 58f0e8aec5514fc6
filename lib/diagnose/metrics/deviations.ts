import type { Diagnosis, Indicator, MetricTable } from "../../model/mod.ts";
import { medianAndDeviation } from "../../stats/samples/quantiles.ts";

/** What is normal for one indicator. */
export interface Usual {
  /** The median; NaN if there was never a value. */
  readonly centre: number;
  /** 1.4826 times the median absolute deviation: the standard deviation of a normal distribution. */
  readonly spread: number;
}

/** The values of a column without the missing ones. */
export function present(column: Float64Array): Float64Array {
  for (let i = 0; i < column.length; i++) {
    if (Number.isNaN(column[i]!)) return column.filter((x) => !Number.isNaN(x));
  }
  return column;
}

/** Median and robust spread of each indicator of a table. */
export function usualOf({ columns }: MetricTable): readonly Usual[] {
  return columns.map((column) => {
    const { median, deviation } = medianAndDeviation(present(column));
    return { centre: median, spread: 1.4826 * deviation };
  });
}

/** A robust model of one metric, and the score above which a value is anomalous. */
export interface AnomalyModel extends Usual {
  readonly threshold: number;
}

/** Default of `learnAnomalies`: robust standard deviations above which a value is anomalous, as published. */
export const ANOMALY_THRESHOLD = 5;
const MIN_VALUES = 10;
const NO_MODEL: AnomalyModel = { centre: NaN, spread: NaN, threshold: Infinity };

/**
 * The anomaly model of PetShop's baselines (Hardt et al., "The PetShop dataset", CLeaR 2024): the distance from the median in units of
 * 1.4826 MAD, anomalous above the threshold. For a metric that was constant any change is anomalous, scored by its plain distance. With
 * fewer than 10 values there is no model, and nothing is anomalous.
 */
export function learnAnomalies(column: Float64Array, threshold: number = ANOMALY_THRESHOLD): AnomalyModel {
  const values = present(column);
  if (values.length < MIN_VALUES) return NO_MODEL;
  const { median: centre, deviation } = medianAndDeviation(values);
  if (values.every((x) => x === centre)) return { centre, spread: 1, threshold: 0 };
  return { centre, spread: 1.4826 * deviation, threshold };
}

/** The score of an anomalous value, else 0. Infinity for a value that differs where more than half of the values were equal. */
export function anomalyOf(value: number, { centre, spread, threshold }: AnomalyModel): number {
  const distance = Math.abs(value - centre);
  // NaN: no value or no model. 0 / 0 must not be an anomaly.
  if (!(distance > 0)) return 0;
  const score = distance / spread;
  return score > threshold ? score : 0;
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
