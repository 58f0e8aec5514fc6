import type { Indicator, Metric } from "../model/mod.ts";

/** What a metric is called in OpenTelemetry, and in which unit (UCUM). */
export interface MetricName {
  /** Name of the metric. */
  readonly name: string;
  /** Unit in UCUM; absent: unknown. */
  readonly unit?: string;
  /** Absent: none. */
  readonly description?: string;
}

/**
 * The names of `METRICS`. The semantic conventions (1.44) have gauges for utilisation; for latency they have a histogram, which a
 * percentile is not, and for errors and requests none, so those have a name of our own.
 */
const NAMES: Readonly<Record<Metric, MetricName>> = {
  latencyP95Ms: {
    name: "aiops.latency.p95",
    unit: "ms",
    description: "95th percentile of the response time over a step",
  },
  errorRate: { name: "aiops.error.ratio", unit: "1", description: "Share of requests that failed in a step" },
  cpuUtilisation: { name: "process.cpu.utilization", unit: "1" },
  memoryUtilisation: { name: "process.memory.utilization", unit: "1" },
  requestRate: { name: "aiops.request.rate", unit: "{request}/s", description: "Requests that arrived" },
};

/** The name for an indicator: that of the five metrics that we know, else the data set's own, without a unit. */
export function otlpMetricName({ metric }: Indicator): MetricName {
  return Object.hasOwn(NAMES, metric) ? NAMES[metric as Metric] : { name: metric };
}
