import { ckmeans } from "simple-statistics";
import { present } from "../metrics/deviations.ts";
import type { Categories } from "./chi_square.ts";

/**
 * A column in bins by one-dimensional k-means (the optimal one, Wang and Song, R Journal 2011), ascending. Missing values are a bin of
 * their own: that a service falls silent tells something too.
 *
 * @param bins at most so many, at least 1; fewer where there are fewer different values
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { intoBins } from "./bins.ts";
 * const { codes, count } = intoBins(Float64Array.of(1, 9, 1.1, NaN, 9.2), 2);
 * deepStrictEqual({ codes: [...codes], count }, { codes: [0, 1, 0, 2, 1], count: 3 });
 * ```
 */
export function intoBins(column: Float64Array, bins: number): Categories {
  const values = present(column);
  const different = new Set(values).size;
  const clusters = different === 0 ? [] : ckmeans(Array.from(values), Math.min(bins, different));
  const starts = clusters.map((cluster) => cluster[0]!);
  const missing = starts.length;
  const codes = Uint8Array.from(column, (x) => {
    if (Number.isNaN(x)) return missing;
    return Math.max(0, starts.findLastIndex((start) => x >= start));
  });
  return { codes, count: values.length < column.length ? missing + 1 : Math.max(1, missing) };
}
