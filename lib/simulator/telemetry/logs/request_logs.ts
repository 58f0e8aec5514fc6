import type { SpanEvent } from "../../../model/mod.ts";
import type { Stream } from "../../../random/mod.ts";
import type { ServiceDirectory } from "../service_directory.ts";
import { hexDigits } from "../draws.ts";
import { USER_GONE } from "../failure.ts";
import type { LogBuffer } from "./log_buffer.ts";
import type { SystemView } from "../system_view.ts";
import { culpritOf, faultAt, slowFrom } from "../statements.ts";
import type { MutableSpan } from "../traces/span.ts";
import type { Walk } from "../traces/walk.ts";
import type { Wording } from "../wording.ts";

/** Share of the successful visits behind the front that are logged. */
const LOGGED_SHARE = 0.15;
const WARNED_SHARE = 0.008;
/** Share of normal statements that a database logs as slow. */
const SLOW_REPORT_SHARE = 0.002;

/** Sources and destination of request logs. */
interface LogContext {
  readonly buffer: LogBuffer;
  readonly stream: Stream;
  readonly system: SystemView;
  readonly directory: ServiceDirectory;
  readonly wording: Wording;
}

/** Writes what services log about the sampled requests: answers, exceptions, failed calls, slow queries. */
export function logRequests({ spans, decisive }: Walk, context: LogContext): void {
  for (const span of spans) {
    for (const event of span.events ?? []) logEvent(span, event, context);
    if (span.kind === "client") logCall(span, decisive.has(span.spanId), context);
    else if (span.attributes["db.query.summary"] === undefined) logAnswer(span, context);
    else logStatement(span, context.directory.nodes.get(span.service)!, context);
  }
}

function milliseconds({ startSeconds, endSeconds }: MutableSpan): string {
  return (1000 * (endSeconds - startSeconds)).toFixed(0);
}

function logAnswer(span: MutableSpan, { buffer, stream }: LogContext): void {
  const at = { timeSeconds: span.endSeconds, service: span.service, span };
  const isFront = span.parentSpanId === undefined;
  if (isFront || stream.next() < LOGGED_SHARE) {
    const status = span.attributes["http.response.status_code"];
    buffer.write({
      ...at,
      severity: "info",
      body: `${span.name} ${status} in ${milliseconds(span)} ms, request ${hexDigits(8, stream)}`,
    });
  }
  if (span.attributes["error.type"] === USER_GONE.type) {
    buffer.write({ ...at, severity: "warn", body: `${USER_GONE.message}, after ${milliseconds(span)} ms` });
  }
  if (stream.next() < WARNED_SHARE) {
    buffer.write({ ...at, severity: "warn", body: everydayWarning(stream) });
  }
}

function everydayWarning(stream: Stream): string {
  const warnings = [
    `Deprecated header X-Client-Id in request ${hexDigits(8, stream)}`,
    `Session ${hexDigits(8, stream)} was not found, a new one was begun`,
    `Payload of ${64 + stream.integer(900)} kB is larger than recommended`,
  ];
  return stream.pick(warnings);
}

/** An exception is an error of the service that threw it; a connection reset, after which packets are sent again, is a warning. */
function logEvent(
  span: MutableSpan,
  { name, timeSeconds, attributes }: SpanEvent,
  { buffer, stream, wording }: LogContext,
): void {
  if (name !== "exception" || attributes === undefined) return;
  const at = { timeSeconds, service: span.service, span, attributes };
  if (span.kind === "client") {
    const to = span.attributes["server.address"];
    return buffer.write({ ...at, severity: "warn", body: wording.sentAgain(String(to)) });
  }
  const callee = attributes["server.address"];
  if (callee !== undefined) {
    const type = attributes["exception.type"]!;
    return buffer.write({
      ...at,
      severity: "error",
      body: `Call to ${callee} failed after ${
        milliseconds({ ...span, endSeconds: timeSeconds })
      } ms: ${type}`,
      attributes: { "error.type": type, "server.address": callee },
    });
  }
  const body = `${attributes["exception.type"]}: ${attributes["exception.message"]} (request ${
    hexDigits(8, stream)
  })`;
  buffer.write({ ...at, severity: "error", body });
}

/** A failed call is an error if it failed its request, and a warning if the caller went on. */
function logCall(span: MutableSpan, ended: boolean, { buffer, wording }: LogContext): void {
  const type = span.attributes["error.type"];
  // Only where words are shared: what is sent again for other reasons is told as if it were for lost packets.
  if (wording.varied && span.attributes["http.request.resend_count"] !== undefined) {
    const body = wording.sentAgain(String(span.attributes["server.address"]));
    buffer.write({ timeSeconds: span.startSeconds, service: span.service, span, severity: "warn", body });
  }
  if (type === undefined) return;
  const to = span.attributes["server.address"];
  buffer.write({
    timeSeconds: span.endSeconds,
    service: span.service,
    severity: ended ? "error" : "warn",
    body: `Call to ${to} failed after ${milliseconds(span)} ms: ${type}${ended ? "" : ", going on"}`,
    attributes: { "error.type": type, "server.address": to! },
    span,
  });
}

function logStatement(
  span: MutableSpan,
  node: number,
  { buffer, stream, system, directory, wording }: LogContext,
): void {
  if (system.network.kind[node] !== "database") return;
  const fault = faultAt(node, "slow_query", system);
  const summary = span.attributes["db.query.summary"]!;
  // Where words are shared, what takes long is told whatever the cause.
  const toTell = wording.varied ||
    (fault !== undefined && summary === culpritOf(fault, directory.vocabularies[node]!).summary);
  const slow = toTell && span.endSeconds - span.startSeconds > slowFrom(node, system);
  if (!slow && stream.next() >= SLOW_REPORT_SHARE) return;
  buffer.write({
    timeSeconds: span.endSeconds,
    service: span.service,
    severity: "warn",
    body: wording.slowStatement(String(summary), milliseconds(span), 1000 + stream.integer(9e5)),
    attributes: { "db.query.summary": summary },
    span,
  });
}
