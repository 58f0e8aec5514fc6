import { METRIC_COUNT } from "../../../model/mod.ts";
import type { Combination } from "../../config/source_schema.ts";
import type { Series } from "./answer.ts";
import type { PlannedQuery } from "./plan.ts";

/** A series with the row of its service; -1: nobody's. */
export interface ServiceSeries {
  readonly series: Series;
  readonly service: number;
}

/** The series of an answer with the services that they are of. */
export function assignServices(
  series: readonly Series[],
  { query: { service }, serviceLabel, rowOf }: {
    readonly query: PlannedQuery;
    readonly serviceLabel: string;
    readonly rowOf: (label: string) => number;
  },
): ServiceSeries[] {
  return series.map((one) => {
    const label = one.labels[serviceLabel];
    return { series: one, service: service ?? (label === undefined ? -1 : rowOf(label)) };
  });
}

/**
 * Puts the values that a query has at a time into observations: several series of one service are combined, what is not finite is left out,
 * and a cell without any value stays as it is.
 *
 * @param targets the values of the observation of each time, in the order of `times`
 */
export function fillIn(
  targets: readonly Float64Array[],
  { query: { metric, combine, factor, except }, assigned, times, toleranceSeconds }: {
    readonly query: PlannedQuery;
    readonly assigned: readonly ServiceSeries[];
    readonly times: readonly number[];
    /** Distance up to which a sample is one of that time. */
    readonly toleranceSeconds: number;
  },
): void {
  for (const [service, own] of Map.groupBy(assigned, (one) => one.service)) {
    if (service < 0 || except.has(service)) continue;
    const cursors = own.map(() => 0);
    for (const [i, time] of times.entries()) {
      const values: number[] = [];
      for (const [k, { series }] of own.entries()) {
        // Both are ascending, so that each series is walked once.
        while (cursors[k]! < series.times.length && series.times[cursors[k]!]! < time - toleranceSeconds) {
          cursors[k]!++;
        }
        const at = cursors[k]!;
        if (at >= series.times.length || series.times[at]! > time + toleranceSeconds) continue;
        const value = series.values[at]! * factor;
        if (Number.isFinite(value)) values.push(value);
      }
      if (values.length > 0) targets[i]![service * METRIC_COUNT + metric] = combined(values, combine);
    }
  }
}

/** Fills in what the absence of a series means, for services that have other series. */
export function fillAbsent(values: Float64Array, queries: readonly PlannedQuery[]): void {
  const services = values.length / METRIC_COUNT;
  const answered = Array.from(
    { length: services },
    (_, i) => values.subarray(i * METRIC_COUNT, (i + 1) * METRIC_COUNT).some((value) => !Number.isNaN(value)),
  );
  for (const { metric, service, absent, except } of queries) {
    if (Number.isNaN(absent)) continue;
    for (let i = service ?? 0; i <= (service ?? services - 1); i++) {
      const at = i * METRIC_COUNT + metric;
      if (answered[i] && !except.has(i) && Number.isNaN(values[at]!)) values[at] = absent;
    }
  }
}

function combined(values: readonly number[], how: Combination): number {
  const sum = () => values.reduce((total, value) => total + value, 0);
  switch (how) {
    case "sum":
      return sum();
    case "mean":
      return sum() / values.length;
    case "max":
      return values.reduce((most, value) => Math.max(most, value));
    case "min":
      return values.reduce((least, value) => Math.min(least, value));
  }
}
