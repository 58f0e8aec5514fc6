import { requireOneLength } from "../samples/pairs.ts";
import type { Totals } from "./bca_of_totals.ts";

/**
 * Sums values by cluster, with the clusters in the order in which they first appear.
 *
 * @param clusters the cluster of each value, any numbers
 * @throws {UsageError} if there is not one cluster for each value
 */
export function clusterTotals(values: ArrayLike<number>, clusters: ArrayLike<number>): Totals {
  requireOneLength(values, clusters);
  const groups = new Map<number, { total: number; size: number }>();
  for (let i = 0; i < values.length; i++) {
    const { total, size } = groups.get(clusters[i]!) ?? { total: 0, size: 0 };
    groups.set(clusters[i]!, { total: total + values[i]!, size: size + 1 });
  }
  const all = [...groups.values()];
  return {
    totals: Float64Array.from(all, ({ total }) => total),
    sizes: Float64Array.from(all, ({ size }) => size),
  };
}
