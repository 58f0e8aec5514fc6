import type { MetricChange } from "./metric_changes.ts";

/**
 * Who would be the likeliest if something has happened, whether or not that is certain: a service counts by the metric whose mean has moved most
 * standard deviations, times its ratio of means relative to the largest of the services with that metric. Those that wait for the one at fault
 * move by as much and vary more, and the same delay is a smaller part of a longer time.
 *
 * @param count of services
 * @returns shares per service, summing to 1, or to 0 where nothing has moved
 */
export function suspicionOf(changes: readonly MetricChange[], count: number): Float64Array {
  const suspicion = new Float64Array(count);
  for (const its of Map.groupBy(changes, ({ metric }) => metric).values()) {
    const risen = its.filter(({ separation }) => separation > 0);
    const largest = risen.reduce((most, { meanLogRatio }) => Math.max(most, Math.abs(meanLogRatio)), 0);
    for (const { service, separation, meanLogRatio } of risen) {
      const share = largest > 0 ? Math.abs(meanLogRatio) / largest : 1;
      suspicion[service]! += separation * share;
    }
  }
  const total = suspicion.reduce((a, b) => a + b, 0);
  return total > 0 ? suspicion.map((x) => x / total) : suspicion;
}
