import type { LogRecord, Span } from "../../model/mod.ts";

const TRACE = "5b8efff798038103d269b633813fc60c";

/** One request of two services, with every field that a span can have. */
export const SPANS: readonly Span[] = [
  {
    traceId: TRACE,
    spanId: "eee19b7ec3c1b174",
    service: "api",
    kind: "server",
    name: "GET /cart",
    startSeconds: 5,
    endSeconds: 5.025,
    failed: true,
    attributes: { "http.response.status_code": 503, "error.type": "503", sampled: true, load: 0.75 },
    events: [{ timeSeconds: 5.02, name: "exception", attributes: { "exception.type": "Timeout" } }],
  },
  {
    traceId: TRACE,
    spanId: "eee19b7ec3c1b175",
    parentSpanId: "eee19b7ec3c1b174",
    service: "db",
    kind: "client",
    name: "SELECT",
    startSeconds: 5.001000001,
    endSeconds: 5.019,
    failed: false,
    events: [{ timeSeconds: 5.002, name: "retry" }],
  },
  {
    traceId: TRACE,
    spanId: "eee19b7ec3c1b176",
    parentSpanId: "eee19b7ec3c1b175",
    service: "db",
    kind: "internal",
    name: "wait",
    startSeconds: 5.001000001,
    endSeconds: 5.001000001,
    failed: false,
  },
];

/** Records with and without a span. */
export const LOGS: readonly LogRecord[] = [
  {
    timeSeconds: 5.019,
    service: "api",
    severityNumber: 17,
    body: "no answer from db",
    attributes: { attempt: 2 },
    traceId: TRACE,
    spanId: "eee19b7ec3c1b174",
  },
  { timeSeconds: 5.5, service: "db", severityNumber: 10, body: "checkpoint" },
];
