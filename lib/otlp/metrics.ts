import type { Indicator, MetricTable } from "../model/mod.ts";
import { toOtlpDouble } from "./attributes.ts";
import { type MetricName, otlpMetricName } from "./metric_names.ts";
import {
  byService,
  type OtlpOptions,
  type OtlpResource,
  type OtlpScope,
  resourceOf,
  SCOPE,
} from "./resource.ts";
import { toUnixNanos } from "./time.ts";

/** One value of a gauge. */
export interface OtlpDataPoint {
  /** Unix nanoseconds as a decimal. */
  readonly timeUnixNano: string;
  /** The value. */
  readonly asDouble: number | "NaN" | "Infinity" | "-Infinity";
}

/** A metric as OTLP/JSON spells it: always a gauge. */
export interface OtlpMetric extends MetricName {
  /** Its values over time. */
  readonly gauge: { readonly dataPoints: readonly OtlpDataPoint[] };
}

/** An `ExportMetricsServiceRequest`, which is also what a file of metrics holds. */
export interface OtlpMetrics {
  /** One element per service. */
  readonly resourceMetrics: readonly {
    readonly resource: OtlpResource;
    readonly scopeMetrics: readonly {
      readonly scope: OtlpScope;
      readonly metrics: readonly OtlpMetric[];
    }[];
  }[];
}

/** How a table of metrics becomes OTLP/JSON. */
export interface OtlpMetricsOptions extends OtlpOptions {
  /** What each indicator is called. Default `otlpMetricName`. */
  readonly nameOf?: (indicator: Indicator) => MetricName;
}

/**
 * A table of metrics as gauges in OTLP/JSON, a resource for each service. Where a value is missing (NaN) there is no data point.
 *
 * @throws {UsageError} for a time before 1970
 */
export function toOtlpMetrics(table: MetricTable, options: OtlpMetricsOptions = {}): OtlpMetrics {
  const { nameOf = otlpMetricName } = options;
  const times = Array.from(table.timesSeconds, (seconds) => toUnixNanos(seconds, options));
  const columns = table.indicators.map((indicator, i) => ({
    service: indicator.service,
    metric: { ...nameOf(indicator), gauge: { dataPoints: dataPoints(times, table.columns[i]!) } },
  }));
  return {
    resourceMetrics: [...byService(columns)].map(([service, own]) => ({
      resource: resourceOf(service, options),
      scopeMetrics: [{ scope: SCOPE, metrics: own.map(({ metric }) => metric) }],
    })),
  };
}

function dataPoints(times: readonly string[], column: Float64Array): OtlpDataPoint[] {
  return times.flatMap((timeUnixNano, row) => {
    const value = column[row]!;
    return Number.isNaN(value) ? [] : [{ timeUnixNano, asDouble: toOtlpDouble(value) }];
  });
}
