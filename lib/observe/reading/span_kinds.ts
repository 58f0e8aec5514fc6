import type { Span, SpanKind } from "../../model/mod.ts";

/**
 * Spans with the kinds that follow from where their parents and children ran: a first span or one with its parent elsewhere is
 * a server's, one with a child elsewhere a client's.
 */
export function withKinds(spans: readonly Span[]): Span[] {
  const services = new Map(spans.map(({ spanId, service }) => [spanId, service]));
  const callers = new Set<string>();
  for (const { parentSpanId, service } of spans) {
    const caller = parentSpanId === undefined ? undefined : services.get(parentSpanId);
    if (caller !== undefined && caller !== service) callers.add(parentSpanId!);
  }
  return spans.map((span) => ({ ...span, kind: kindOf(span, services, callers) }));
}

function kindOf(span: Span, services: ReadonlyMap<string, string>, callers: ReadonlySet<string>): SpanKind {
  const { parentSpanId, spanId, service } = span;
  if (parentSpanId === undefined) return "server";
  if ((services.get(parentSpanId) ?? service) !== service) return "server";
  return callers.has(spanId) ? "client" : "internal";
}
