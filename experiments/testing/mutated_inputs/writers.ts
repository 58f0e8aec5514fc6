import { type LogRecord, SEVERITY } from "../../../lib/model/mod.ts";
import { toOtlpLogs, toOtlpTraces } from "../../../lib/otlp/mod.ts";
import type { Stream } from "../../../lib/random/mod.ts";
import type { Truth } from "./truth.ts";

/** What an export holds. */
export type Signal = "metrics" | "spans" | "logs";

/** How a tool exports a system. */
export interface Writer {
  readonly signal: Signal;
  readonly write: (truth: Truth, stream: Stream) => string;
}

const iso = (seconds: number) => new Date(1000 * seconds).toISOString();
const nanos = (seconds: number) => `${Math.round(1e6 * seconds)}000`;

/** All points, service by service. */
function points({ services, times, values }: Truth) {
  return services.flatMap((service, i) =>
    times.map((time, row) => ({ service, time, value: values[i]![row]! }))
  );
}

const perService = <T>(
  { services, times, values }: Truth,
  make: (service: string, points: [number, number][]) => T,
): T[] => services.map((service, i) => make(service, times.map((time, row) => [time, values[i]![row]!])));

/** A document in one of the dialects of OTLP. */
function dialect(document: object, stream: Stream): string {
  let text = JSON.stringify(document);
  const style = stream.next();
  if (style < 0.3) {
    text = text.replace(
      /"([a-z]+[A-Z]\w*)":/g,
      (_, name) => `"${name.replace(/[A-Z]/g, (letter: string) => `_${letter.toLowerCase()}`)}":`,
    );
  } else if (style < 0.5) {
    text = text.replace(/"scope(Spans|Logs|Metrics)":/g, '"instrumentationLibrary$1":');
  }
  if (stream.next() < 0.3) {
    text = text.replace(/"kind":2/g, '"kind":"SPAN_KIND_SERVER"').replace(
      /"code":2/g,
      '"code":"STATUS_CODE_ERROR"',
    );
  }
  return text;
}

/** One document, or one a line for each part of what there is. */
function documents<T>(items: readonly T[], make: (items: readonly T[]) => object, stream: Stream): string {
  if (stream.next() < 0.5) return dialect(make(items), stream);
  const size = 4;
  const parts = Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(size * i, size * (i + 1)),
  );
  return parts.map((part) => dialect(make(part), stream)).join("\n");
}

const logRecords = ({ logs }: Truth): LogRecord[] =>
  logs.map(({ timeSeconds, service, level }) => ({
    timeSeconds,
    service,
    severityNumber: SEVERITY[level],
    body: "something happened",
  }));

const csv = (header: string, rows: readonly (readonly unknown[])[], delimiter = ",") =>
  [header, ...rows.map((row) => row.join(delimiter))].join("\n");

/** Seconds between two times. */
const stepOf = ({ times }: Truth) => times[1]! - times[0]!;

/** Metrics of OTLP whose points are made of a time and a value. */
function otlpMetrics(
  truth: Truth,
  stream: Stream,
  dataOf: (points: [number, number][]) => object,
): string {
  return documents(perService(truth, (service, points) => ({ service, points })), (items) => ({
    resourceMetrics: items.map(({ service, points }) => ({
      resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
      scopeMetrics: [{ scope: { name: "x" }, metrics: [{ name: "cpu", unit: "1", ...dataOf(points) }] }],
    })),
  }), stream);
}

/** Zipkin's spans in version 1. */
function zipkinV1({ spans }: Truth): string {
  return JSON.stringify(spans.map((span) => {
    const endpoint = { serviceName: span.service, ipv4: "10.0.0.1" };
    const [start, end] = [Math.round(1e6 * span.startSeconds), Math.round(1e6 * span.endSeconds)];
    return {
      traceId: span.traceId,
      id: span.spanId,
      ...(span.parentSpanId !== undefined && { parentId: span.parentSpanId }),
      name: span.name,
      timestamp: start,
      duration: end - start,
      annotations: [{ timestamp: start, value: "sr", endpoint }, { timestamp: end, value: "ss", endpoint }],
      binaryAnnotations: span.failed ? [{ key: "error", value: "true", endpoint }] : [],
    };
  }));
}

/** A log record a line. */
const logLines = ({ logs }: Truth, make: (log: Truth["logs"][number]) => object) =>
  logs.map((log) => JSON.stringify(make(log))).join("\n");

/** The exports that are read, by tool. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  "prometheus": {
    signal: "metrics",
    write: (truth) =>
      JSON.stringify({
        status: "success",
        data: {
          resultType: "matrix",
          result: perService(truth, (service, points) => ({
            metric: { __name__: "cpu", service, pod: `${service}-0` },
            values: points.map(([time, value]) => [time, String(value)]),
          })),
        },
      }),
  },
  "openmetrics": {
    signal: "metrics",
    write: (truth, stream) => {
      const factor = stream.pick([1, 1000]);
      return [
        "# TYPE cpu gauge",
        ...points(truth).map(({ service, time, value }) =>
          `cpu{service="${service}"} ${value} ${factor * time}`
        ),
        "# EOF",
        "",
      ].join("\n");
    },
  },
  "cloudwatch": {
    signal: "metrics",
    write: (truth, stream) => {
      const seconds = stream.next() < 0.3;
      return JSON.stringify({
        MetricDataResults: perService(truth, (service, points) => ({
          Id: service.replaceAll("-", "_"),
          Label: `${service} CPUUtilization`,
          Timestamps: points.map(([time]) => seconds ? time : iso(time)).reverse(),
          Values: points.map(([, value]) => value).reverse(),
          StatusCode: "Complete",
        })),
      });
    },
  },
  "datadog": {
    signal: "metrics",
    write: (truth) =>
      JSON.stringify({
        status: "ok",
        series: perService(truth, (service, points) => ({
          metric: "system.cpu.user",
          scope: `service:${service}`,
          pointlist: points.map(([time, value]) => [1000 * time, value]),
        })),
      }),
  },
  "cloudwatch statistics": {
    signal: "metrics",
    write: (truth) =>
      perService(truth, (service, points) =>
        JSON.stringify({
          Label: `${service} cpu`,
          Datapoints: points.toReversed().map(([time, value]) => ({
            Timestamp: iso(time),
            Average: value,
            SampleCount: 5,
            Unit: "Percent",
          })),
        })).join("\n"),
  },
  "otlp metrics": {
    signal: "metrics",
    write: (truth, stream) =>
      otlpMetrics(truth, stream, (points) => ({
        gauge: {
          dataPoints: points.map(([time, value]) => ({ timeUnixNano: nanos(time), asDouble: value })),
        },
      })),
  },
  "otlp delta sums": {
    signal: "metrics",
    write: (truth, stream) =>
      otlpMetrics(truth, stream, (points) => ({
        sum: {
          isMonotonic: true,
          aggregationTemporality: stream.pick([1, "AGGREGATION_TEMPORALITY_DELTA"]),
          dataPoints: points.map(([time, value]) => ({
            startTimeUnixNano: nanos(time - stepOf(truth)),
            timeUnixNano: nanos(time),
            asDouble: value * stepOf(truth),
          })),
        },
      })),
  },
  "otlp histograms": {
    signal: "metrics",
    write: (truth, stream) =>
      otlpMetrics(truth, stream, (points) => ({
        histogram: {
          aggregationTemporality: 1,
          dataPoints: points.map(([time, value]) => ({
            timeUnixNano: nanos(time),
            count: "20",
            sum: 20 * value,
            // All in the lowest bucket, of which 95 % are up to the value.
            explicitBounds: [value / 0.95],
            bucketCounts: ["20", "0"],
          })),
        },
      })),
  },
  "google": {
    signal: "metrics",
    write: (truth) =>
      JSON.stringify({
        timeSeries: perService(truth, (service, points) => ({
          metric: { type: "run.googleapis.com/cpu" },
          resource: { type: "cloud_run_revision", labels: { service_name: service } },
          metricKind: "GAUGE",
          valueType: "DOUBLE",
          points: points.toReversed().map(([time, doubleValue]) => ({
            interval: { startTime: iso(time), endTime: iso(time) },
            value: { doubleValue },
          })),
        })),
      }),
  },
  "azure": {
    signal: "metrics",
    write: (truth) =>
      JSON.stringify({
        interval: "PT1M",
        value: perService(truth, (service, points) => ({
          id:
            `/subscriptions/x/resourceGroups/rg/providers/Microsoft.Web/sites/${service}/providers/Microsoft.Insights/metrics/CpuTime`,
          name: { value: "CpuTime" },
          timeseries: [{
            metadatavalues: [],
            data: points.map(([time, average]) => ({ timeStamp: iso(time), average })),
          }],
        })),
      }),
  },
  "graphite lines": {
    signal: "metrics",
    write: (truth) =>
      points(truth).map(({ service, time, value }) => `servers.${service}.cpu ${value} ${time}`).join("\n"),
  },
  "opentsdb": {
    signal: "metrics",
    write: (truth) =>
      JSON.stringify(perService(truth, (service, points) => ({
        metric: "sys.cpu",
        tags: { service },
        dps: Object.fromEntries(points),
      }))),
  },
  "victoriametrics": {
    signal: "metrics",
    write: (truth) =>
      perService(truth, (service, points) =>
        JSON.stringify({
          metric: { __name__: "cpu", service },
          values: points.map(([, value]) => value),
          timestamps: points.map(([time]) => 1000 * time),
        })).join("\n"),
  },
  "influxdb lines": {
    signal: "metrics",
    write: (truth) =>
      points(truth).map(({ service, time, value }) => `cpu,service=${service} usage=${value} ${nanos(time)}`)
        .join("\n"),
  },
  "elasticsearch aggregations": {
    signal: "metrics",
    write: (truth) =>
      JSON.stringify({
        took: 3,
        aggregations: {
          per_minute: {
            buckets: truth.times.map((time, row) => ({
              key_as_string: iso(time),
              key: 1000 * time,
              doc_count: truth.services.length,
              by_service: {
                buckets: truth.services.map((service, i) => ({
                  key: service,
                  doc_count: 1,
                  cpu: { value: truth.values[i]![row] },
                })),
              },
            })),
          },
        },
      }),
  },
  "grafana joined": {
    signal: "metrics",
    write: ({ services, times, values }, stream) => {
      const name = stream.pick<(service: string) => string>([
        (service) => `"${service}"`,
        (service) => `"{service=""${service}""}"`,
        (service) => `"cpu{service=""${service}"", env=""prod""}"`,
      ]);
      const date = stream.pick([
        iso,
        (time: number) => iso(time).slice(0, 19).replace("T", " "),
        (time: number) => String(1000 * time),
      ]);
      return csv(
        ['"Time"', ...services.map(name)].join(","),
        times.map((time, row) => [date(time), ...values.map((column) => column[row])]),
      );
    },
  },
  "grafana long": {
    signal: "metrics",
    write: (truth) =>
      csv(
        "Series;Time;Value",
        points(truth).map(({ service, time, value }) => [service, iso(time), value]),
        ";",
      ),
  },
  "grafana, a table a series": {
    signal: "metrics",
    write: (truth) =>
      perService(
        truth,
        (service, points) => csv(`"Time","${service}"`, points.map(([time, value]) => [iso(time), value])),
      ).join("\n\n"),
  },
  "influxdb": {
    signal: "metrics",
    write: (truth) =>
      [
        "#group,false,false,true,true,false,false,true,true,true",
        "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string",
        "#default,mean,,,,,,,,",
        csv(
          ",result,table,_start,_stop,_time,_value,_field,_measurement,service",
          points(truth).map(({ service, time, value }) => [
            ...["", "", truth.services.indexOf(service), iso(truth.times[0]!), iso(truth.times.at(-1)!)],
            ...[iso(time), value, "usage", "cpu", service],
          ]),
        ),
      ].join("\n"),
  },
  "columns": {
    signal: "metrics",
    write: ({ services, times, values }, stream) => {
      const delimiter = stream.pick([",", ";", "\t"]);
      return csv(
        ["time", ...services.map((service) => `${service}_cpu`)].join(delimiter),
        times.map((time, row) => [time, ...values.map((column) => column[row])]),
        delimiter,
      );
    },
  },
  "openrca metrics": {
    signal: "metrics",
    write: (truth) =>
      csv(
        "timestamp,cmdb_id,kpi_name,value",
        points(truth).map(({ service, time, value }) => [time, service, "cpu_util", value]),
      ),
  },
  "otlp traces": {
    signal: "spans",
    write: ({ spans }, stream) => documents(spans, toOtlpTraces, stream),
  },
  "jaeger": {
    signal: "spans",
    write: ({ spans, services }) =>
      JSON.stringify({
        data: [...Map.groupBy(spans, ({ traceId }) => traceId)].map(([traceID, own]) => ({
          traceID,
          spans: own.map((span) => ({
            traceID,
            spanID: span.spanId,
            operationName: span.name,
            references: span.parentSpanId === undefined
              ? []
              : [{ refType: "CHILD_OF", traceID, spanID: span.parentSpanId }],
            startTime: Math.round(1e6 * span.startSeconds),
            duration: Math.round(1e6 * (span.endSeconds - span.startSeconds)),
            tags: [
              { key: "span.kind", type: "string", value: "server" },
              ...(span.failed ? [{ key: "error", type: "bool", value: true }] : []),
            ],
            processID: `p${services.indexOf(span.service)}`,
          })),
          processes: Object.fromEntries(services.map((serviceName, i) => [`p${i}`, { serviceName }])),
        })),
      }),
  },
  "zipkin": {
    signal: "spans",
    write: ({ spans }) =>
      JSON.stringify(spans.map((span) => ({
        traceId: span.traceId,
        id: span.spanId,
        ...(span.parentSpanId !== undefined && { parentId: span.parentSpanId }),
        name: span.name,
        kind: "SERVER",
        timestamp: Math.round(1e6 * span.startSeconds),
        duration: Math.round(1e6 * (span.endSeconds - span.startSeconds)),
        localEndpoint: { serviceName: span.service },
        tags: span.failed ? { error: "true" } : {},
      }))),
  },
  "zipkin 1": { signal: "spans", write: zipkinV1 },
  "openrca traces": {
    signal: "spans",
    write: ({ spans }) =>
      csv(
        "timestamp,cmdb_id,parent_id,span_id,trace_id,duration,status_code",
        spans.map((span) => [
          ...[
            Math.round(1e3 * span.startSeconds),
            span.service,
            span.parentSpanId ?? "",
            span.spanId,
            span.traceId,
          ],
          ...[Math.round(1e3 * (span.endSeconds - span.startSeconds)), span.failed ? 500 : 200],
        ]),
      ),
  },
  "otlp logs": {
    signal: "logs",
    write: (truth, stream) => documents(logRecords(truth), toOtlpLogs, stream),
  },
  "loki": {
    signal: "logs",
    write: ({ logs }) =>
      JSON.stringify({
        status: "success",
        data: {
          resultType: "streams",
          result: logs.map(({ timeSeconds, service, level }) => ({
            stream: { service_name: service, level },
            values: [[nanos(timeSeconds), "something happened"]],
          })),
        },
      }),
  },
  "loki lines": {
    signal: "logs",
    write: (truth) =>
      logLines(truth, ({ timeSeconds, service, level }) => ({
        labels: { app: service },
        line: `level=${level} msg="something happened"`,
        timestamp: iso(timeSeconds),
      })),
  },
  "gelf": {
    signal: "logs",
    write: (truth) =>
      logLines(truth, ({ timeSeconds, service, level }) => ({
        version: "1.1",
        host: "node",
        short_message: "something happened",
        timestamp: timeSeconds,
        level: { debug: 7, info: 6, warn: 4, error: 3, fatal: 2 }[level],
        _service: service,
      })),
  },
  "datadog logs": {
    signal: "logs",
    write: ({ logs }) =>
      JSON.stringify({
        data: logs.map(({ timeSeconds, service, level }) => ({
          type: "log",
          attributes: { timestamp: iso(timeSeconds), service, status: level, message: "something happened" },
        })),
      }),
  },
  "a table of logs": {
    signal: "logs",
    write: ({ logs }) =>
      csv(
        "timestamp,cmdb_id,level,message",
        logs.map((
          { timeSeconds, service, level },
        ) => [iso(timeSeconds), service, level, "something happened"]),
      ),
  },
  "elasticsearch logs": {
    signal: "logs",
    write: ({ logs }, stream) => {
      const hits = logs.map(({ timeSeconds, service, level }) => ({
        _index: "logs",
        _source: {
          "@timestamp": iso(timeSeconds),
          service: { name: service },
          log: { level },
          message: "something happened",
        },
      }));
      return stream.next() < 0.5
        ? JSON.stringify({ hits: { hits } })
        : hits.map((hit) => JSON.stringify(hit)).join("\n");
    },
  },
};
