import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import type { Indicator, Metric } from "../model/mod.ts";

const ARGUMENTS = z.object({ indicator: objectWith({ metric: "string" }) });

/** Name and unit of a metric in OpenTelemetry. */
export interface MetricName {
  /** Name of the metric. */
  readonly name: string;
  /** Unit in UCUM; absent: unknown. */
  readonly unit?: string;
  /** Absent: none. */
  readonly description?: string;
}

/**
 * The names of `METRICS`. The semantic conventions (1.44) define gauges for utilisation, but only a histogram for
 * latency and no metric for errors and requests, so that these have names of this project.
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

/**
 * The name of an indicator: for `METRICS` that of OpenTelemetry, else the name in its data set without a unit.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function otlpMetricName(indicator: Indicator): MetricName {
  checkOptions("otlpMetricName", ARGUMENTS, { indicator });
  const { metric } = indicator;
  return Object.hasOwn(NAMES, metric) ? NAMES[metric as Metric] : { name: metric };
}
