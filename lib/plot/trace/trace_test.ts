import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import type { Span } from "../../model/mod.ts";
import { toSvg } from "../parts/svg.ts";
import { textWidth } from "../parts/text_size.ts";
import { plotTrace } from "./trace.ts";
import { traceRows } from "./trace_rows.ts";

function span(spanId: string, rest: Partial<Span> = {}): Span {
  return {
    traceId: "1",
    spanId,
    kind: "server",
    service: "api",
    name: "GET /cart",
    failed: false,
    startSeconds: 100,
    endSeconds: 101.2,
    ...rest,
  };
}

/** The api asks the database, which answers after a second although it works for 0.1 s. */
const SPANS = [
  span("c", { parentSpanId: "b", service: "db", startSeconds: 101, endSeconds: 101.1 }),
  span("a"),
  span("b", {
    parentSpanId: "a",
    kind: "client",
    startSeconds: 100.1,
    endSeconds: 101.1,
    attributes: { "http.request.resend_count": 2 },
  }),
];

const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotTrace() says where most of the time went, to work or to waiting", () => {
  strictEqual(titleOf(plotTrace(SPANS)), "GET /cart takes 1.20 s: for 900 ms api waits for db");
  const busy = [SPANS[1]!, { ...SPANS[2]!, endSeconds: 100.2 }];
  strictEqual(titleOf(plotTrace(busy)), "GET /cart takes 1.20 s: for 1.10 s api works");
  strictEqual(titleOf(plotTrace(SPANS, { title: "Mine" })), "Mine");
});

Deno.test("plotTrace() says in words what failed and what was sent again, not by colour alone", () => {
  const failed = SPANS.map((each) => ({ ...each, failed: each.spanId === "a" }));
  const svg = toSvg(plotTrace(failed));
  ok(svg.includes(">1.20 s, failed: no reason given<"));
  ok(svg.includes(">1.00 s, 2 resends<"));
  ok(titleOf(plotTrace(failed)).startsWith("GET /cart fails after 1.20 s"));
});

Deno.test("plotTrace() has room for what it says of a call that was sent again and failed all the same", () => {
  const failed = span("b", {
    parentSpanId: "a",
    kind: "client",
    failed: true,
    attributes: { "error.type": "timeout", "http.request.resend_count": 3 },
  });
  const said = "1.20 s, failed: timeout, 3 resends";
  const text = toSvg(plotTrace([span("a"), failed])).match(new RegExp(`<text[^>]*>${said}<`))![0];
  ok(Number(text.match(/ x="([\d.]+)"/)![1]) + textWidth(said, { size: 10 }) <= 900);
});

Deno.test("plotTrace() gives two requests the same scale where it is told so", () => {
  const widthOf = (seconds: number) =>
    Number(
      toSvg(plotTrace([span("a")], { seconds })).match(/<rect[^>]*fill="#0072B2"[^>]*>/)![0]
        .match(/ width="([\d.]+)"/)![1],
    );
  ok(Math.abs(widthOf(2.4) - widthOf(1.2) / 2) < 0.02);
});

Deno.test("plotTrace() refuses no span and spans of several requests", () => {
  throws(() => plotTrace([]), /found 0 requests/);
  throws(() => plotTrace([span("a"), { ...span("b"), traceId: "2" }]), /found 2 requests/);
});

Deno.test("traceRows() puts callers above whom they call, and takes an orphan for a first span", () => {
  const orphan = span("d", { parentSpanId: "lost", startSeconds: 100.5 });
  deepStrictEqual(
    traceRows([orphan, ...SPANS]).map(({ span, depth, callee }) => [span.spanId, depth, callee]),
    [["a", 0, undefined], ["b", 1, "db"], ["c", 2, undefined], ["d", 0, undefined]],
  );
});
