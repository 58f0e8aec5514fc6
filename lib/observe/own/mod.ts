/**
 * One's own incident: metrics and traces as monitoring systems export them, and what diagnosers are shown of it. Only reads texts.
 * @module
 */
export { readFileText } from "../reading/open_files.ts";
export type { MetricFrame } from "./frame.ts";
export { type OwnIncident, ownIncident, type OwnIncidentOptions, type OwnRecording } from "./incident.ts";
export { type ServiceMetrics, serviceMetrics, type ServiceMetricsOptions } from "./metrics.ts";
export { readElastic, type ReadLogs, readLoki } from "./logs.ts";
export { type ReadSpans, readSpanTable, type TimeZoneOptions } from "./span_table.ts";
export { readJaeger, readZipkin } from "./spans.ts";
