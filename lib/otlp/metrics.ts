import { z } from "zod";
import { anyFunction } from "../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import type { Indicator, MetricTable } from "../model/mod.ts";
import { toOtlpDouble } from "./attributes.ts";
import { type MetricName, otlpMetricName } from "./metric_names.ts";
import {
  byService,
  type OtlpOptions,
  otlpOptions,
  type OtlpResource,
  type OtlpScope,
  resourceOf,
  SCOPE,
} from "./resource.ts";
import { toUnixNanos } from "./time.ts";

const ARGUMENTS = z.object({
  table: objectWith({ indicators: "list", columns: "list", timesSeconds: "object" }),
  options: z.strictObject({ ...otlpOptions.shape, nameOf: anyFunction.optional() }),
});

/** A value of a gauge. */
export interface OtlpDataPoint {
  /** Unix nanoseconds as a decimal. */
  readonly timeUnixNano: string;
  /** The value. */
  readonly asDouble: number | "NaN" | "Infinity" | "-Infinity";
}

/** A metric in OTLP/JSON; always a gauge. */
export interface OtlpMetric extends MetricName {
  /** Its values over time. */
  readonly gauge: { readonly dataPoints: readonly OtlpDataPoint[] };
}

/** An `ExportMetricsServiceRequest`, which is also the content of a file of metrics. */
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

/** Options of `toOtlpMetrics`. */
export interface OtlpMetricsOptions extends OtlpOptions {
  /** Name of each indicator. Default `otlpMetricName`. */
  readonly nameOf?: (indicator: Indicator) => MetricName;
}

/**
 * Converts a table of metrics to gauges in OTLP/JSON, with one resource per service. Missing values (NaN) have no data
 * point.
 *
 * @throws {UsageError} for a time before 1970
 */
export function toOtlpMetrics(table: MetricTable, options: OtlpMetricsOptions = {}): OtlpMetrics {
  checkOptions("toOtlpMetrics", ARGUMENTS, { table, options });
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
