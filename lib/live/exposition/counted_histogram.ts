import type { Metric } from "prom-client";
import { pow } from "../../stats/portable/pow.ts";

/** Upper bounds of latency histograms (s): a fifth apart, so that a percentile is right to 20 %, from a fast cache to longer than users wait. */
export const LATENCY_BUCKETS_SECONDS: readonly number[] = Array.from(
  { length: 53 },
  (_, i) => Number((0.0005 * pow(1.2, i)).toPrecision(3)),
);

/** A histogram of requests that are counted by the thousand, which `Histogram` of prom-client would have to be told one by one. */
export interface CountedHistogram {
  /** For `Registry.registerMetric`. */
  readonly metric: Metric;
  /**
   * Adds requests to the series of some labels.
   *
   * @param cumulative how many of them took at most as long as each bucket's upper bound; fractions add up
   * @param count all of them
   * @param sumSeconds their times together
   */
  add(
    labels: Readonly<Record<string, string>>,
    requests: { readonly cumulative: ArrayLike<number>; readonly count: number; readonly sumSeconds: number },
  ): void;
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly cumulative: Float64Array;
  count: number;
  sum: number;
}

/** Creates a histogram without any series. */
export function createCountedHistogram(
  { name, help, buckets }: {
    readonly name: string;
    readonly help: string;
    readonly buckets: readonly number[];
  },
): CountedHistogram {
  const series = new Map<string, Series>();

  function seriesOf(labels: Readonly<Record<string, string>>): Series {
    const key = JSON.stringify(labels);
    const found = series.get(key);
    if (found !== undefined) return found;
    const made = { labels, cumulative: new Float64Array(buckets.length), count: 0, sum: 0 };
    series.set(key, made);
    return made;
  }

  /** Whole requests, rounded down, so that no count falls and none exceeds that of a larger bucket. */
  function valuesOf({ labels, cumulative, count, sum }: Series) {
    const bucket = (le: string, value: number) => ({
      metricName: `${name}_bucket`,
      labels: { le },
      // Written out once for all buckets, as prom-client's own histograms have it.
      sharedLabels: labels,
      value: Math.floor(value),
    });
    return [
      ...buckets.map((bound, i) => bucket(String(bound), cumulative[i]!)),
      bucket("+Inf", count),
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: Math.floor(count) },
    ];
  }

  const metric = {
    ...{ name, help, type: "histogram", aggregator: "sum" },
    get: () =>
      Promise.resolve({
        ...{ name, help, type: "histogram", aggregator: "sum" },
        values: [...series.values()].flatMap(valuesOf),
      }),
    reset: () => series.clear(),
  };

  return {
    // The registry asks a metric for its name, its type and `get` only.
    metric: metric as unknown as Metric,
    add: (labels, requests) => {
      const one = seriesOf(labels);
      for (let i = 0; i < buckets.length; i++) {
        one.cumulative[i] = one.cumulative[i]! + requests.cumulative[i]!;
      }
      one.count += requests.count;
      one.sum += requests.sumSeconds;
    },
  };
}
