import type { Dependency, Span, SpanKind } from "../../model/mod.ts";

/** The calls between services in spans, each pair once, in order of first appearance. */
export function dependenciesOf(spans: readonly Span[]): Dependency[] {
  const services = new Map(spans.map(({ spanId, service }) => [spanId, service]));
  const edges = new Map<string, Dependency>();
  for (const { parentSpanId, service: callee } of spans) {
    const caller = parentSpanId === undefined ? undefined : services.get(parentSpanId);
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
