/**
 * Converts spans, log records and metrics to OTLP/JSON, the format of OpenTelemetry for files and collectors, and spans
 * and logs back. Knows the model only: no episodes, no simulator.
 * @module
 */
export type { OtlpAttribute, OtlpValue } from "./attributes.ts";
export { parseOtlpText } from "./documents.ts";
export { type OtlpLogRecord, type OtlpLogs, toOtlpLogs } from "./logs.ts";
export { type MetricName, otlpMetricName } from "./metric_names.ts";
export {
  type OtlpDataPoint,
  type OtlpMetric,
  type OtlpMetrics,
  type OtlpMetricsOptions,
  toOtlpMetrics,
} from "./metrics.ts";
export { fromOtlpLogs } from "./read_logs.ts";
export { fromOtlpTraces } from "./read_traces.ts";
export type { OtlpOptions, OtlpResource, OtlpScope } from "./resource.ts";
export { type EpochOptions, fromUnixNanos, toUnixNanos } from "./time.ts";
export { type OtlpEvent, type OtlpSpan, type OtlpTraces, toOtlpTraces } from "./traces.ts";
