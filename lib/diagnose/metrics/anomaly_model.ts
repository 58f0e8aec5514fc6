import { medianAndDeviation } from "../../stats/mod.ts";
import { present } from "./deviations.ts";

/** How far from usual a value of one metric is, and from where on that is anomalous. */
export interface AnomalyModel {
  readonly centre: number;
  readonly spread: number;
  /** A score above this is anomalous. */
  readonly threshold: number;
}

const THRESHOLD = 5;
const FEWEST_VALUES = 10;
const NO_MODEL: AnomalyModel = { centre: NaN, spread: NaN, threshold: Infinity };

/**
 * The anomaly model of PetShop's baselines (Hardt et al., "The PetShop dataset", CLeaR 2024): distance from the median in
 * units of 1.4826 MAD, anomalous above 5. Of a metric that was constant any change is anomalous, by its plain distance. Fewer than 10
 * values make no model: then nothing is anomalous.
 */
export function learnAnomalies(column: Float64Array): AnomalyModel {
  const values = present(column);
  if (values.length < FEWEST_VALUES) return NO_MODEL;
  const { median: centre, deviation } = medianAndDeviation(values);
  if (values.every((x) => x === centre)) return { centre, spread: 1, threshold: 0 };
  return { centre, spread: 1.4826 * deviation, threshold: THRESHOLD };
}

/** The score of a value where it is anomalous, else 0; Infinity where more than half of the values were alike and it differs. */
export function anomalyOf(value: number, { centre, spread, threshold }: AnomalyModel): number {
  const distance = Math.abs(value - centre);
  // NaN: no value or no model. 0 / 0 must not be one.
  if (!(distance > 0)) return 0;
  const score = distance / spread;
  return score > threshold ? score : 0;
}
