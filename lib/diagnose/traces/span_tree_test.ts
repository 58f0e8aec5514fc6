import { deepStrictEqual, ok } from "node:assert";
import type { Span } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { growForest } from "./span_tree.ts";
import { type WrittenSpan, writtenTrace } from "../testing/written_trace.ts";

const milliseconds = ({ selfSeconds }: { selfSeconds: Float64Array }) =>
  Array.from(selfSeconds, (seconds) => Math.round(1e6 * seconds) / 1000);

function near(a: number, b: number) {
  ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
}

Deno.test("self time is the duration less the union of the children's intervals, overlaps counted once", () => {
  const children = [[10, 40], [30, 50], [80, 120]].map(([from, to]): WrittenSpan => ({
    service: "a",
    kind: "internal",
    from: from!,
    to: to!,
  }));
  deepStrictEqual(milliseconds(growForest(writtenTrace("1", { service: "a", from: 0, to: 100, children }))), [
    40,
    30,
    20,
    40,
  ]);
});

Deno.test("a callee whose clock is wrong is moved into its call: the gap is the difference of durations", () => {
  const trace = writtenTrace("1", {
    service: "a",
    kind: "client",
    from: 0,
    to: 100,
    children: [{ service: "b", from: 5000, to: 5070 }],
  });
  deepStrictEqual(milliseconds(growForest(trace)), [30, 70]);
});

Deno.test("a span beside a call of the same service is not charged for awaiting it", () => {
  const trace = writtenTrace("1", {
    service: "a",
    from: 0,
    to: 100,
    children: [
      { service: "a", kind: "internal", name: "filter", from: 1, to: 99 },
      { service: "a", kind: "client", from: 3, to: 98, children: [{ service: "b", from: 10, to: 90 }] },
    ],
  });
  deepStrictEqual(milliseconds(growForest(trace)), [2, 3, 15, 80]);
});

/** A tree whose siblings follow each other: every moment belongs to exactly one span. */
function sequential(stream: Stream, from: number, to: number, depth: number): WrittenSpan {
  const cuts = Array.from({ length: 2 * stream.integer(4) }, () => stream.between(from, to)).sort((a, b) =>
    a - b
  );
  const children = depth === 0 ? [] : Array.from(
    { length: cuts.length / 2 },
    (_, i) => sequential(stream, cuts[2 * i]!, cuts[2 * i + 1]!, depth - 1),
  );
  return { service: stream.pick(["a", "b"]), kind: "server", from, to, children };
}

Deno.test("self times of sequential traces sum to the first span's duration, in whatever order they were recorded", () => {
  const stream = createStream(1, "span-tree-test");
  for (let i = 0; i < 50; i++) {
    const trace = writtenTrace("1", sequential(stream, 0, 1000, 4));
    const shuffled = trace.map((span) => ({ span, at: stream.next() })).sort((a, b) => a.at - b.at);
    const { selfSeconds } = growForest(shuffled.map(({ span }) => span));
    near(selfSeconds.reduce((sum, seconds) => sum + seconds, 0), 1);
    ok(selfSeconds.every((seconds) => seconds >= 0));
  }
});

Deno.test("a span that was delivered twice counts once", () => {
  const trace = writtenTrace("1", {
    service: "a",
    from: 0,
    to: 100,
    children: [{ service: "a", kind: "internal", from: 0, to: 60 }],
  });
  const { spans, selfSeconds } = growForest([...trace, ...trace]);
  deepStrictEqual([spans.length, ...milliseconds({ selfSeconds })], [2, 40, 60]);
});

Deno.test("orphans and cycles of parents begin traces of their own", () => {
  const [span] = writtenTrace("1", { service: "a", from: 0, to: 100 });
  const child = (spanId: string, parentSpanId: string): Span => ({ ...span!, spanId, parentSpanId });
  const forest = growForest([
    child("orphan", "lost"),
    child("x", "y"),
    child("y", "z"),
    child("z", "x"),
    child("s", "s"),
  ]);
  deepStrictEqual([...forest.parents].filter((parent) => parent === -1).length, 3);
  ok(forest.selfSeconds.every(Number.isFinite));
});

Deno.test("spans that end before they begin take no time", () => {
  deepStrictEqual([...growForest(writtenTrace("1", { service: "a", from: 9, to: 3 })).selfSeconds], [0]);
});

Deno.test("a span by which a request enters a service is no call, whatever its kind; one within it may be", () => {
  const entered = (kind: "server" | "internal"): WrittenSpan => ({
    service: "a",
    kind,
    from: 0,
    to: 100,
    children: [{
      service: "b",
      kind,
      from: 5,
      to: 90,
      children: [{
        service: "b",
        kind: "internal",
        from: 10,
        to: 80,
        children: [{ service: "c", from: 20, to: 30 }],
      }],
    }],
  });
  for (const kind of ["server", "internal"] as const) {
    const { spans, isCall } = growForest(writtenTrace("1", entered(kind)));
    deepStrictEqual(spans.map((_, i) => isCall(i)), [false, false, true, false], kind);
  }
});

Deno.test("ids that several traces share link no spans of different traces", () => {
  const chain = (traceId: string, callee: string) =>
    writtenTrace(traceId, { service: "a", from: 0, to: 9, children: [{ service: callee, from: 1, to: 8 }] })
      .map((span, i): Span => ({ ...span, spanId: `${i + 1}`, ...(i > 0 && { parentSpanId: "1" }) }));
  const { spans, parents } = growForest([...chain("1", "b"), ...chain("2", "c")]);
  deepStrictEqual([spans.length, ...parents], [4, -1, 0, -1, 2]);
});
