import { deepStrictEqual } from "node:assert";
import type { Span } from "../model/mod.ts";
import { tracesOf } from "./traces.ts";

function span(traceId: string, spanId: string, rest: Partial<Span> = {}): Span {
  return {
    traceId,
    spanId,
    kind: "server",
    service: "api",
    name: "GET /",
    failed: false,
    startSeconds: 10,
    endSeconds: 11,
    ...rest,
  };
}

Deno.test("tracesOf() puts the slowest request first and each request's spans in the order of their start", () => {
  const traces = tracesOf([
    span("1", "a"),
    span("2", "d", { parentSpanId: "c", startSeconds: 12, endSeconds: 13 }),
    span("1", "b", { parentSpanId: "a", startSeconds: 10.5 }),
    span("2", "c", { endSeconds: 14 }),
  ]);
  deepStrictEqual(
    traces.map((
      { root, spans, seconds },
    ) => [root.spanId, spans.map(({ spanId }) => spanId).join(), seconds]),
    [["c", "c,d", 4], ["a", "a,b", 1]],
  );
});

Deno.test("tracesOf() leaves out requests whose first span is missing", () => {
  deepStrictEqual(tracesOf([span("1", "b", { parentSpanId: "lost" })]), []);
});
