import type { Dependency, Span, SpanKind } from "../../model/mod.ts";

/** The calls between services in spans, each pair once, in order of first appearance. */
export function dependenciesOf(spans: readonly Span[]): Dependency[] {
  const serviceOfParent = parentServices(spans);
  const edges = new Map<string, Dependency>();
  for (const span of spans) {
    const caller = serviceOfParent(span);
    const callee = span.service;
    if (caller === undefined || caller === callee) continue;
    edges.set(`${caller}\0${callee}`, { caller, callee });
  }
  return [...edges.values()];
}

/** The service at which most traces start, which users call; undefined without spans. */
export function frontOf(spans: readonly Span[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { parentSpanId, service } of spans) {
    if (parentSpanId === undefined) counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/**
 * Derives the kinds of spans from the services of parents and children: a root span and one whose parent is in another
 * service are server spans, one with a child in another service is a client span.
 */
export function withKinds(spans: readonly Span[]): Span[] {
  const serviceOfParent = parentServices(spans);
  const callers = new Set<string>();
  for (const span of spans) {
    const caller = serviceOfParent(span);
    if (caller !== undefined && caller !== span.service) callers.add(keyOf(span.traceId, span.parentSpanId!));
  }
  return spans.map((span) => ({ ...span, kind: kindOf(span, serviceOfParent(span), callers) }));
}

function kindOf(span: Span, caller: string | undefined, callers: ReadonlySet<string>): SpanKind {
  const { traceId, parentSpanId, spanId, service } = span;
  if (parentSpanId === undefined || (caller ?? service) !== service) return "server";
  return callers.has(keyOf(traceId, spanId)) ? "client" : "internal";
}

/** The service of a span's parent, undefined where that was not recorded. Ids of spans are unique only within their trace. */
function parentServices(spans: readonly Span[]): (span: Span) => string | undefined {
  const services = new Map(spans.map(({ traceId, spanId, service }) => [keyOf(traceId, spanId), service]));
  return ({ traceId, parentSpanId }) =>
    parentSpanId === undefined ? undefined : services.get(keyOf(traceId, parentSpanId));
}

const keyOf = (traceId: string, spanId: string) => `${traceId} ${spanId}`;
