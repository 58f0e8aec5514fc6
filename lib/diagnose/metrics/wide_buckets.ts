import type { Indicator, MetricTable } from "../../model/mod.ts";

/** Share of all rows of a metric that a value must hold to be a plateau, in how many stretches at least, and the share that all plateaus must hold. */
const [MIN_ROWS_SHARE, MIN_STRETCHES, MIN_PLATEAUS_SHARE] = [0.03, 2, 1 / 3];
/** Half of the plateaus at least must be so many times the one below: those of rounded values lie closer. */
const MIN_RATIO = 1.3;

/**
 * Which columns are quantiles of latency that were interpolated within the wide buckets of a histogram, as `histogram_quantile` of Prometheus does.
 * While nearly all requests fall into one bucket the quantile is the same share of its width whatever they took, at every service alike; so
 * the same values return again and again, with little between them. Such a metric is known to within a bucket only.
 *
 * @returns per column; false for any that is no latency
 */
export function ofWideBuckets({ indicators, columns }: MetricTable): readonly boolean[] {
  const latencies = [...columns.keys()].filter((i) => indicators[i]!.role === "latency");
  const nameOf = (i: number) => quantileless(indicators[i]!);
  const wide = new Set(
    [...Map.groupBy(latencies, (i) => indicators[i]!.metric).values()]
      .filter((its) => standsStill(its.map((i) => columns[i]!)))
      .map((its) => nameOf(its[0]!)),
  );
  return indicators.map(({ role }, i) => role === "latency" && wide.has(nameOf(i)));
}

/** The name that all quantiles of one histogram share: `latency_p` of `latency_p50` and `latency_p99`. */
function quantileless({ metric }: Indicator): string {
  return metric.replaceAll(/[\d.]+/g, "");
}

/** Whether the values of one metric of several services stand on few plateaus. */
function standsStill(columns: readonly Float64Array[]): boolean {
  const held = new Map<number, { value: number; rows: number; stretches: number }>();
  let total = 0;
  for (const column of columns) {
    let last: { value: number; rows: number; stretches: number } | undefined;
    let lastValue = NaN;
    for (const value of column) {
      // Nothing was measured while there were no requests.
      if (!(value > 0)) continue;
      total++;
      if (value !== lastValue) {
        // The same interpolation can end in another last digit.
        const key = Math.fround(value);
        const found = held.get(key) ?? { value, rows: 0, stretches: 0 };
        held.set(key, found);
        if (found !== last) found.stretches++;
        last = found;
        lastValue = value;
      }
      last!.rows++;
    }
  }
  const plateaus = [...held.values()]
    .filter(({ rows, stretches }) => stretches >= MIN_STRETCHES && rows >= MIN_ROWS_SHARE * total)
    .toSorted((a, b) => a.value - b.value);
  if (plateaus.reduce((sum, { rows }) => sum + rows, 0) < MIN_PLATEAUS_SHARE * total) return false;
  const ratios = plateaus.slice(1).map(({ value }, i) => value / plateaus[i]!.value);
  return plateaus.length > 0 && ratios.filter((ratio) => ratio >= MIN_RATIO).length >= ratios.length / 2;
}
