import type { Attributes, AttributeValue, Span, SpanEvent, SpanKind } from "../../../model/mod.ts";
import type { Stream } from "../../../random/mod.ts";
import { hexDigits } from "../draws.ts";
import type { Failure } from "../failure.ts";

/** A span that is still being built. */
export type MutableSpan = { -readonly [K in keyof Span]: Span[K] } & {
  attributes: Record<string, AttributeValue>;
  events?: SpanEvent[];
};

/** Opens a span, as a child of `parent` if given. End and name are set later. */
export function openSpan(
  { service, kind, start, parent }: {
    service: string;
    kind: SpanKind;
    start: number;
    parent: MutableSpan | undefined;
  },
  stream: Stream,
): MutableSpan {
  return {
    traceId: parent?.traceId ?? hexDigits(32, stream),
    spanId: hexDigits(16, stream),
    ...(parent && { parentSpanId: parent.spanId }),
    service,
    kind,
    name: "",
    startSeconds: start,
    endSeconds: start,
    failed: false,
    attributes: {},
  };
}

/** Ends a span, and marks it as failed if there is a failure. */
export function closeSpan(span: MutableSpan, end: number, failure: Failure | undefined): void {
  span.endSeconds = end;
  if (failure === undefined) return;
  span.failed = true;
  span.attributes["error.type"] = failure.type;
  if (failure.thrown) addException(span, end, failure);
}

/** Adds an `exception` event to a span. */
export function addException(
  span: MutableSpan,
  timeSeconds: number,
  { type, message }: Failure,
  attributes: Attributes = {},
): void {
  addEvent(span, {
    timeSeconds,
    name: "exception",
    attributes: { "exception.type": type, "exception.message": message, ...attributes },
  });
}

/** Adds an event to a span. */
export function addEvent(span: MutableSpan, event: SpanEvent): void {
  (span.events ??= []).push(event);
}
