import { knownFields } from "../reading/strangers.ts";

const otlpNames =
  ("resourceSpans resourceLogs resourceMetrics resource schemaUrl attributes droppedAttributesCount scope name version scopeSpans scopeLogs scopeMetrics " +
    "instrumentationLibrarySpans instrumentationLibraryLogs instrumentationLibraryMetrics instrumentationLibrary entityRefs " +
    "spans traceId spanId traceState parentSpanId flags kind startTimeUnixNano endTimeUnixNano events droppedEventsCount links droppedLinksCount status code " +
    "deprecatedCode message timeUnixNano logRecords observedTimeUnixNano severityNumber severityText body eventName metrics description unit metadata gauge sum histogram " +
    "exponentialHistogram summary intGauge doubleGauge intSum doubleSum intHistogram doubleHistogram doubleSummary dataPoints aggregationTemporality isMonotonic asDouble asInt exemplars count bucketCounts explicitBounds min max scale " +
    "zeroCount zeroThreshold positive negative offset quantileValues quantile filteredAttributes labels key value values stringValue boolValue intValue doubleValue bytesValue arrayValue kvlistValue partialSuccess")
    .split(" ");
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Fields of OTLP/JSON, under their names in Protobuf, too, and of Tempo. */
export const OTLP_FIELDS = knownFields(
  [...otlpNames, ...otlpNames.map(snake)].join(" "),
  "value batches trace",
);
/** Fields of Jaeger's API. */
export const JAEGER_FIELDS = knownFields(
  "data total limit offset errors spans traceID spanID parentSpanID operationName references refType flags startTime duration startTimeMillis tags key type value " +
    "logs timestamp fields processID process serviceName warnings code msg",
  "processes",
);
/** Fields of Zipkin's versions 2 and 1. */
export const ZIPKIN_FIELDS = knownFields(
  "traceId id parentId name timestamp duration kind localEndpoint remoteEndpoint serviceName ipv4 ipv6 port annotations value shared debug binaryAnnotations endpoint key",
  "tags",
);
/** Fields of Prometheus' and Loki's API. */
export const PROMETHEUS_FIELDS = knownFields(
  "status data resultType result values value error errorType warnings infos isPartial histogram histograms count sum buckets line timestamp encodingFlags",
  "metric stream labels stats",
);
/** Fields of what CloudWatch answers. */
export const CLOUDWATCH_FIELDS = knownFields(
  "MetricDataResults Id Label Timestamps Values StatusCode Messages Code Value NextToken Datapoints Timestamp Average Sum Maximum Minimum SampleCount Unit",
  "ResponseMetadata ExtendedStatistics",
);
/** Fields of what Datadog answers. */
export const DATADOG_FIELDS = knownFields(
  "status series metric scope tag_set pointlist error from_date to_date query message res_type resp_version times values attributes aggr display_name end start expression " +
    "interval length query_index group_by metadata",
  "unit",
);
