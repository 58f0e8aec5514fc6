import { deepStrictEqual, strictEqual } from "node:assert";
import type { Signals, Span } from "../model/mod.ts";
import { withoutLastStretch } from "./last_stretch.ts";

function spansFrom(from: number, count: number): Span[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ traceId: `${from}`, spanId: `${from}-${i}`, service: "web", kind: "server" as const, name: "GET" },
    ...{ startSeconds: from + i * 0.1, endSeconds: from + i * 0.1, failed: false },
  }));
}

const signals = (spans: Span[], until?: number): Signals => ({
  metrics: {
    indicators: [],
    timesSeconds: Float64Array.from(until === undefined ? [] : [until]),
    columns: [],
  },
  spans,
});

Deno.test("a recording that was begun just before the incident is not trusted to be usual", () => {
  const [usual, last] = [spansFrom(0, 300), spansFrom(5000, 300)];
  const { trusted, doubted } = withoutLastStretch(signals([...usual, ...last]));
  deepStrictEqual(trusted.spans, usual);
  strictEqual(doubted, true);
});

Deno.test("the last recording is the one that ends where metrics do, whatever was recorded later", () => {
  const [last, usual] = [spansFrom(0, 300), spansFrom(5000, 300)];
  deepStrictEqual(withoutLastStretch(signals([...last, ...usual], 40)).trusted.spans, usual);
});

Deno.test("what is recorded all along is trusted, and so is all where hardly anything would be left", () => {
  for (const spans of [spansFrom(0, 3000), [...spansFrom(0, 20), ...spansFrom(5000, 300)]]) {
    const given = signals(spans);
    strictEqual(withoutLastStretch(given).trusted, given);
  }
});
