import { deepStrictEqual, strictEqual } from "node:assert";
import type { MetricTable, Span } from "../../model/mod.ts";
import { asLatencies, synthesizeCauses } from "../testing/synthetic_causes.ts";
import { learnGraph } from "./learnt_graph.ts";

const span = (service: string, spanId: string, parentSpanId?: string, traceId = "1"): Span => ({
  traceId,
  spanId,
  ...(parentSpanId && { parentSpanId }),
  service,
  kind: "server",
  name: "get",
  startSeconds: 0,
  endSeconds: 1,
  failed: false,
});
const nothing: MetricTable = { indicators: [], timesSeconds: new Float64Array(0), columns: [] };
/** s2 calls s0 and s1, and s3 calls s2. */
const latencies = (level: readonly number[] = [0, 0, 0, 0]) =>
  asLatencies(
    synthesizeCauses([[], [], [[0, 1], [1, 1]], [[2, 1]]], { seed: 42, rows: 500 })
      .map((column, i) => column.map((x) => x + level[i]!)),
  );

Deno.test("spans tell who calls whom: once a pair, across services, in one trace, between known services", () => {
  const spans = [
    span("db", "c", "b"),
    span("api", "a"),
    span("api", "b", "a"),
    span("db", "d", "b"),
    span("cache", "e", "a", "2"),
    span("stranger", "f", "a"),
    span("api", "g", "gone"),
  ];
  deepStrictEqual(learnGraph({ metrics: latencies(), spans }, ["api", "db", "cache"]), [
    { caller: "api", callee: "db" },
  ]);
});

Deno.test("without spans that cross services, arrows among the latencies point from callee to caller", () => {
  const services = ["s0", "s1", "s2", "s3"];
  const expected = [
    { caller: "s2", callee: "s0" },
    { caller: "s2", callee: "s1" },
    { caller: "s3", callee: "s2" },
  ];
  deepStrictEqual(learnGraph({ metrics: latencies(), spans: [span("s0", "a")] }, services), expected);
});

Deno.test("where the direction is open the slower of two services calls the other", () => {
  const chain = (level: readonly number[]) => ({
    metrics: asLatencies(
      synthesizeCauses([[], [[0, 1]]], { seed: 42, rows: 300 })
        .map((column, i) => column.map((x) => x + level[i]!)),
    ),
  });
  deepStrictEqual(learnGraph(chain([90, 40]), ["s0", "s1"]), [{ caller: "s0", callee: "s1" }]);
  deepStrictEqual(learnGraph(chain([40, 90]), ["s0", "s1"]), [{ caller: "s1", callee: "s0" }]);
});

Deno.test("a service without a latency is what its metrics have in common", () => {
  const [load, , answer] = synthesizeCauses([[], [], [[0, 1]]], { seed: 42, rows: 300 });
  const noises = synthesizeCauses([[], []], { seed: 7, rows: 300 });
  const metrics: MetricTable = {
    indicators: [
      { service: "a", metric: "cpu", role: "cpu" },
      { service: "a", metric: "net", role: "network" },
      { service: "b", metric: "cpu", role: "cpu" },
      { service: "c", metric: "cpu", role: "cpu" },
    ],
    timesSeconds: Float64Array.from(load!, (_, row) => row),
    columns: [
      load!.map((x, row) => x + 0.3 * noises[0]![row]!),
      load!.map((x, row) => 50 - 5 * x + noises[1]![row]!),
      answer!,
      answer!.map(() => 0.4),
    ],
  };
  deepStrictEqual(learnGraph({ metrics }, ["a", "b", "c"]), [{ caller: "a", callee: "b" }]);
});

Deno.test("nothing recorded, nothing learnt", () => {
  deepStrictEqual(learnGraph({ metrics: nothing }, ["a", "b"]), []);
  deepStrictEqual(learnGraph({ metrics: nothing, spans: [] }, []), []);
  const gaps = latencies();
  gaps.columns.forEach((column) => column.fill(NaN));
  deepStrictEqual(learnGraph({ metrics: gaps }, ["s0", "s1"]), []);
});

Deno.test("a few missing values do not hide an edge", () => {
  const metrics = latencies();
  metrics.columns.forEach((column) => column.fill(NaN, 10, 20));
  strictEqual(learnGraph({ metrics }, ["s0", "s1", "s2", "s3"]).length, 3);
});

Deno.test("an edge is conditioned away by two services that explain it, not by three: so many are not looked at together", () => {
  const edges = (common: number) => {
    const causes = Array.from({ length: common }, (_, i) => [i, 1] as const);
    const metrics = asLatencies(
      synthesizeCauses([...causes.map(() => []), causes, causes], { seed: 42, rows: 1000 }),
    );
    return learnGraph({ metrics }, metrics.indicators.map(({ service }) => service)).length;
  };
  deepStrictEqual([1, 2, 3].map(edges), [2, 4, 7]);
});
