import { z } from "zod";
import { anyList } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import type { Span } from "../model/mod.ts";

const ARGUMENTS = z.object({ spans: anyList });

/** All spans of one request. */
export interface Trace {
  /** Span of the whole request. */
  readonly root: Span;
  /** In order of start, including the root. */
  readonly spans: readonly Span[];
  /** Duration of the request, from the start to the end of the root span. */
  readonly seconds: number;
}

/**
 * Groups spans into traces, slowest first; equally slow ones keep the order given. Traces without a root span are left
 * out.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
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
  checkOptions("tracesOf", ARGUMENTS, { spans });
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
