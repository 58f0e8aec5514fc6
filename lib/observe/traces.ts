import type { Span } from "../model/mod.ts";

/** All that was recorded of one request. */
export interface Trace {
  /** Span of the whole request. */
  readonly root: Span;
  /** In the order of their start, the root among them. */
  readonly spans: readonly Span[];
  /** How long the request took, from the root's start to its end. */
  readonly seconds: number;
}

/**
 * Spans request by request, the slowest first; equally slow ones keep the order given. Requests whose first span is missing are left out.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { tracesOf } from "./traces.ts";
 * const span = { kind: "server", service: "api", name: "GET /", failed: false, startSeconds: 0 } as const;
 * const [slowest] = tracesOf([
 *   { ...span, traceId: "1", spanId: "a", endSeconds: 0.2 },
 *   { ...span, traceId: "2", spanId: "b", endSeconds: 0.9 },
 * ]);
 * strictEqual(slowest!.root.spanId, "b");
 * ```
 */
export function tracesOf(spans: readonly Span[]): Trace[] {
  return [...Map.groupBy(spans, ({ traceId }) => traceId).values()].flatMap(traceOf)
    .toSorted((a, b) => b.seconds - a.seconds);
}

function traceOf(spans: readonly Span[]): Trace[] {
  const root = spans.find(({ parentSpanId }) => parentSpanId === undefined);
  if (root === undefined) return [];
  return [{
    root,
    spans: spans.toSorted((a, b) => a.startSeconds - b.startSeconds),
    seconds: root.endSeconds - root.startSeconds,
  }];
}
