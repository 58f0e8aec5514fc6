import type { Indicator, MetricRole, Signals } from "../../model/mod.ts";

/** Signals for tests: a name is `service/metric`, and the metric is also the role if there is such a role. Rows are 5 s apart. */
export function madeUpSignals(columns: Readonly<Record<string, readonly number[]>>): Signals {
  const names = Object.keys(columns);
  const rows = names.length > 0 ? columns[names[0]!]!.length : 0;
  return {
    metrics: {
      indicators: names.map(indicatorOf),
      timesSeconds: Float64Array.from({ length: rows }, (_, i) => 5 * i),
      columns: names.map((name) => Float64Array.from(columns[name]!)),
    },
  };
}

/** n values around 100 whose median is 100 and whose median absolute deviation is 1: 98, 99, 100, 101, 102, 98, … */
export function around100(n: number): number[] {
  return Array.from({ length: n }, (_, i) => 98 + (i % 5));
}

function indicatorOf(name: string): Indicator {
  const [service, metric] = name.split("/") as [string, string];
  const roles: readonly string[] = ["latency", "errors", "cpu", "memory", "requests"];
  return { service, metric, role: roles.includes(metric) ? metric as MetricRole : "other" };
}
