import type { SpanEvent } from "../../model/mod.ts";
import type { Stream } from "../../random/mod.ts";
import type { Cast } from "./cast.ts";
import { hexDigits } from "./draws.ts";
import { USER_GONE } from "./failure.ts";
import type { Journal } from "./journal.ts";
import type { Moment } from "./moment.ts";
import { culpritOf, faultAt, slowFrom } from "./statements.ts";
import type { Draft } from "./trace.ts";
import type { Walk } from "./walk.ts";

/** Share of the visits behind the front that leave a record where all goes well. */
const LOGGED_SHARE = 0.15;
const WARNED_SHARE = 0.008;
/** Share of the healthy statements that a database reports as slow: reports and the like. */
const SLOW_REPORT_SHARE = 0.002;

/** What request logs are written from. */
interface Desk {
  readonly journal: Journal;
  readonly stream: Stream;
  readonly moment: Moment;
  readonly cast: Cast;
}

/** Writes what services log about the requests of a walk: answers, exceptions, failed calls, slow queries. */
export function logRequests({ spans, decisive }: Walk, desk: Desk): void {
  for (const span of spans) {
    for (const event of span.events ?? []) logEvent(span, event, desk);
    if (span.kind === "client") logCall(span, decisive.has(span.spanId), desk);
    else if (span.attributes["db.query.summary"] === undefined) logAnswer(span, desk);
    else logStatement(span, desk.cast.nodes.get(span.service)!, desk);
  }
}

function milliseconds({ startSeconds, endSeconds }: Draft): string {
  return (1000 * (endSeconds - startSeconds)).toFixed(0);
}

function logAnswer(span: Draft, { journal, stream }: Desk): void {
  const at = { timeSeconds: span.endSeconds, service: span.service, span };
  const isFront = span.parentSpanId === undefined;
  if (isFront || stream.next() < LOGGED_SHARE) {
    const status = span.attributes["http.response.status_code"];
    journal.write({
      ...at,
      severity: "info",
      body: `${span.name} ${status} in ${milliseconds(span)} ms, request ${hexDigits(8, stream)}`,
    });
  }
  if (span.attributes["error.type"] === USER_GONE.type) {
    journal.write({ ...at, severity: "warn", body: `${USER_GONE.message}, after ${milliseconds(span)} ms` });
  }
  if (stream.next() < WARNED_SHARE) {
    journal.write({ ...at, severity: "warn", body: everydayWarning(stream) });
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

/** An exception is an error of who threw it; a reset connection, which is tried again, only a warning. */
function logEvent(
  span: Draft,
  { name, timeSeconds, attributes }: SpanEvent,
  { journal, stream }: Desk,
): void {
  if (name !== "exception" || attributes === undefined) return;
  const at = { timeSeconds, service: span.service, span, attributes };
  if (span.kind === "client") {
    const to = span.attributes["server.address"];
    return journal.write({
      ...at,
      severity: "warn",
      body: `Connection to ${to} reset by peer, sending again`,
    });
  }
  const body = `${attributes["exception.type"]}: ${attributes["exception.message"]} (request ${
    hexDigits(8, stream)
  })`;
  journal.write({ ...at, severity: "error", body });
}

/** A failed call is an error where it ended its request, a warning where the caller went on. */
function logCall(span: Draft, ended: boolean, { journal }: Desk): void {
  const type = span.attributes["error.type"];
  if (type === undefined) return;
  const to = span.attributes["server.address"];
  journal.write({
    timeSeconds: span.endSeconds,
    service: span.service,
    severity: ended ? "error" : "warn",
    body: `Call to ${to} failed after ${milliseconds(span)} ms: ${type}${ended ? "" : ", going on"}`,
    attributes: { "error.type": type, "server.address": to! },
    span,
  });
}

function logStatement(span: Draft, node: number, { journal, stream, moment, cast }: Desk): void {
  if (moment.network.kind[node] !== "database") return;
  const fault = faultAt(node, "slow_query", moment);
  const summary = span.attributes["db.query.summary"]!;
  const slow = fault !== undefined && summary === culpritOf(fault, cast.vocabularies[node]!).summary &&
    span.endSeconds - span.startSeconds > slowFrom(node, moment);
  if (!slow && stream.next() >= SLOW_REPORT_SHARE) return;
  journal.write({
    timeSeconds: span.endSeconds,
    service: span.service,
    severity: "warn",
    body: `Slow query: ${summary} took ${milliseconds(span)} ms, ${1000 + stream.integer(9e5)} rows read`,
    attributes: { "db.query.summary": summary },
    span,
  });
}
