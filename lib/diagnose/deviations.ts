import type { MetricTable } from "../model/mod.ts";
import { median, medianAbsoluteDeviation } from "../stats/mod.ts";

/** What is normal for one indicator. */
export interface Usual {
  /** The median; NaN where there was never a value. */
  readonly centre: number;
  /** 1.4826 times the median absolute deviation: the standard deviation of a normal distribution. */
  readonly spread: number;
}

/** The values of a column that are there. */
export function present(column: Float64Array): Float64Array {
  return column.some(Number.isNaN) ? column.filter((x) => !Number.isNaN(x)) : column;
}

/** Median and robust spread of each indicator of a table. */
export function usualOf({ columns }: MetricTable): readonly Usual[] {
  return columns.map((column) => {
    const values = present(column);
    return { centre: median(values), spread: 1.4826 * medianAbsoluteDeviation(values) };
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
