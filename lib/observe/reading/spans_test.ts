import { deepStrictEqual } from "node:assert";
import type { Span } from "../../model/mod.ts";
import { dependenciesOf, withKinds } from "./spans.ts";

const span = (traceId: string, spanId: string, service: string, parentSpanId?: string): Span => ({
  traceId,
  spanId,
  ...(parentSpanId !== undefined && { parentSpanId }),
  service,
  kind: "internal",
  name: "work",
  startSeconds: 0,
  endSeconds: 1,
  failed: false,
});

// Every trace counts its spans from 1: span 2 is of the cart in one trace and of the orders in the other.
const SHARED_IDS = [
  span("a", "1", "front"),
  span("a", "2", "cart", "1"),
  span("a", "3", "redis", "2"),
  span("b", "1", "front"),
  span("b", "2", "orders", "1"),
  span("b", "3", "orders", "2"),
];

Deno.test("dependenciesOf() makes no edge up where traces share ids of spans", () => {
  for (const spans of [SHARED_IDS, SHARED_IDS.toReversed()]) {
    const edges = dependenciesOf(spans).map(({ caller, callee }) => `${caller} ${callee}`).sort();
    deepStrictEqual(edges, ["cart redis", "front cart", "front orders"]);
  }
});

Deno.test("withKinds() derives kinds within each trace alone", () => {
  const kinds = ["server", "server", "server", "server", "server", "internal"];
  deepStrictEqual(withKinds(SHARED_IDS).map(({ kind }) => kind), kinds);
});
