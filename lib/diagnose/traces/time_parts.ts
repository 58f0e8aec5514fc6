import type { Span } from "../../model/mod.ts";
import { durationOf, growForest, type SpanForest } from "./span_tree.ts";

/** What a request's time went into: self time of one operation, or what one kind of call took beyond its callee's own span. */
export interface TimePart {
  /** Who worked, or called. */
  readonly service: string;
  /** Whom it called; absent for its own work and for calls to what is no service of the system. */
  readonly callee?: string;
  /** The span's name. */
  readonly name: string;
  /** `call` also for calls to what is no service of the system, as a database without spans of its own. */
  readonly kind: "work" | "call";
  /** Whether the spans have no children: a call without a child is charged with all of its time. */
  readonly leaf: boolean;
  readonly failed: boolean;
  /** One value per span. */
  readonly seconds: number[];
}

/** The time of all requests of a window in parts, which add up to the first spans' durations where work is sequential. */
export interface TimeParts {
  readonly parts: ReadonlyMap<string, TimePart>;
  /** Durations of the first spans that arrived with their children, in seconds. */
  readonly requestSeconds: readonly number[];
}

/** Divides the time of spans among operations and calls, in one pass. @param services those that a call can be charged to */
export function timePartsOf(
  spans: readonly Span[] | SpanForest,
  services: ReadonlySet<string>,
): TimeParts {
  const forest = "children" in spans ? spans : growForest(spans);
  const parts = new Map<string, TimePart>();
  const requestSeconds: number[] = [];
  forest.spans.forEach((span, i) => {
    const leaf = forest.children(i).length === 0;
    if (forest.parents[i]! < 0 && (!leaf || span.parentSpanId === undefined)) {
      requestSeconds.push(durationOf(span));
    }
    const kind = forest.isCall(i) ? "call" : "work";
    const callee = kind === "call" ? calleeOf(forest, i, services) : undefined;
    const key = `${kind} ${span.service} ${callee ?? ""} ${span.name} ${span.kind} ${leaf} ${span.failed}`;
    let part = parts.get(key);
    if (part === undefined) {
      const { service, name, failed } = span;
      part = { service, name, kind, leaf, failed, seconds: [], ...(callee && { callee }) };
      parts.set(key, part);
    }
    part.seconds.push(forest.selfSeconds[i]!);
  });
  return { parts, requestSeconds };
}

/** Whom a call is towards: who answered it, or else whom its attributes name; undefined where that is no known service. */
export function calleeOf(
  { spans, children }: SpanForest,
  call: number,
  services: ReadonlySet<string>,
): string | undefined {
  const { service } = spans[call]!;
  const answered = children(call).find((child) => spans[child]!.service !== service);
  if (answered !== undefined) return spans[answered]!.service;
  const named = addressee(spans[call]!);
  return named !== undefined && services.has(named) ? named : undefined;
}

/** The service that a span's attributes name as the one called. */
export function addressee({ attributes }: Span): string | undefined {
  const named = attributes?.["server.address"] ?? attributes?.["peer.service"];
  return named === undefined ? undefined : String(named);
}
