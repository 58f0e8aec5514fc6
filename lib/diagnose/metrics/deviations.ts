import type { MetricTable } from "../../model/mod.ts";
import { medianAndDeviation } from "../../stats/mod.ts";

/** What is normal for one indicator. */
export interface Usual {
  /** The median; NaN where there was never a value. */
  readonly centre: number;
  /** 1.4826 times the median absolute deviation: the standard deviation of a normal distribution. */
  readonly spread: number;
}

/** The values of a column that are there. */
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

/** The highest score among the indicators of each service, 0 where it has none. NaN scores count as 0. */
export function bestPerService(
  services: readonly string[],
  { indicators }: MetricTable,
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
