import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { METRIC_COUNT, type MetricTable } from "../../model/mod.ts";
import { indicatorsOf } from "../../observe/mod.ts";
import { HEALTHY, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { contextOf } from "../diagnoser.ts";
import {
  GRAPH_FEATURES,
  learnMetricFeatures,
  logRatio,
  OWN_FEATURES,
  squashed,
  within,
} from "./metric_features.ts";

Deno.test("squashed() grows from 0 to 1 and tells 3 from 10 as well as 30 from 100", () => {
  deepStrictEqual([-5, 0, NaN, 1000, 1e9, Infinity].map(squashed), [0, 0, 0, 1, 1, 1]);
  ok(Math.abs((squashed(10) - squashed(3)) - (squashed(100) - squashed(30))) < 0.03);
});

Deno.test("logRatio() is 0 where there is nothing to compare, and has limits", () => {
  deepStrictEqual([logRatio(0, 1), logRatio(1, 0), logRatio(NaN, 1), logRatio(1, NaN)], [0, 0, 0, 0]);
  strictEqual(logRatio(1e9, 1), 3);
  strictEqual(logRatio(1, 1e9), -3);
  ok(Math.abs(logRatio(2, 1) - Math.log(2)) < 1e-12);
});

Deno.test("within() keeps a number within limits and takes NaN for 0", () => {
  deepStrictEqual([within(-9, -1, 1), within(9, -1, 1), within(0.5, -1, 1), within(NaN, -1, 1)], [
    -1,
    1,
    0.5,
    0,
  ]);
});

/** A table in which each metric keeps its value; services api, cache and db. */
function constant(values: readonly number[], rows: number): MetricTable {
  return {
    layout: "services-by-metrics",
    indicators: indicatorsOf(SYNTHETIC),
    timesSeconds: Float64Array.from({ length: rows }, (_, i) => 5 * i),
    columns: values.map((value) => new Float64Array(rows).fill(value)),
  };
}

/**
 * The api waits half a second longer, has 10 % more errors, and is busier and fuller; half of the calls to the cache do
 * not arrive, and twice as many get to the database, of which 4 % fail.
 */
const AFTER = [
  ...[570, 0.102, 0.8, 0.54, 100],
  ...[1.5, 0, 0.03, 0.45, 50],
  ...[60, 0.04, 0.25, 0.45, 40],
];

/** The features of a service that are not 0, by name. */
function named(names: readonly string[], values: Float64Array, service: number): Record<string, number> {
  const row = values.subarray(service * names.length, (service + 1) * names.length);
  return Object.fromEntries(
    names.map((name, i) => [name, row[i]!] as const).filter(([, value]) => value !== 0),
  );
}

function nearly(found: Record<string, number>, expected: Record<string, number>): void {
  deepStrictEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    ok(Math.abs(found[name]! - value) < 1e-9, `${name}: ${found[name]}, not ${value}`);
  }
}

Deno.test("metric features of an incident worked out by hand: the call graph and its load", () => {
  strictEqual(HEALTHY.length, 3 * METRIC_COUNT);
  const learnt = learnMetricFeatures(contextOf(SYNTHETIC), { metrics: constant(HEALTHY, 60) });
  const { graph } = learnt({ metrics: constant(AFTER, 6) });
  const own = Math.log1p(500 / 70);
  nearly(named(GRAPH_FEATURES, graph, 0), {
    "own latency": own,
    "own errors": 0.1 - 0.04,
    "latency share": 1,
    "calls missing out": 0.5,
    "calls lost out": Math.log(0.5) / Math.log(0.01), // to the cache, for which the api waits longer than its time limit
    "waits for callee": 2, // (570 - 70) ms of the cache's time limit of 100 ms, at most 2
  });
  nearly(named(GRAPH_FEATURES, graph, 1), {
    "calls lost in": Math.log(0.5) / Math.log(0.01),
    "calls missing in": 0.5,
    "caller waits": 2,
    "misses": Math.log(2), // 40 calls to the database where the api's load explains 20
    "slow callers": own,
  });
  nearly(named(GRAPH_FEATURES, graph, 2), {
    "own errors": 0.04,
    "calls surplus in": Math.log(2),
    "caller waits": 0.5, // (570 - 70) ms of a time limit of 1 s
    "store misses": Math.log(2),
    "slow callers": own,
  });
});

Deno.test("a caller that waited while its calls still arrived tells a pool that ran out from a link that broke", () => {
  const learnt = learnMetricFeatures(contextOf(SYNTHETIC), { metrics: constant(HEALTHY, 60) });
  const after = (values: readonly (readonly number[])[]) => {
    const table = constant(HEALTHY, values.length);
    // The api's p95 and the database's request rate, row by row.
    values.forEach(([p95, rate], row) => {
      table.columns[0]![row] = p95!;
      table.columns[2 * METRIC_COUNT + 4]![row] = rate!;
    });
    const { graph } = learnt({ metrics: table });
    return [0, 2].map((service) => named(GRAPH_FEATURES, graph, service));
  };
  const [api, db] = after([[70, 20], [370, 20], [1040, 1]]);
  ok(Math.abs(api!["calls lost out"]! - Math.log(20) / Math.log(100)) < 1e-9);
  ok(Math.abs(api!["waits before losses out"]! - 0.3 * Math.log(20) / Math.log(100)) < 1e-9);
  strictEqual(db!["calls lost in"], api!["calls lost out"]);
  strictEqual(db!["waits before losses in"], api!["waits before losses out"]);
  const [broken] = after([[70, 20], [1040, 1], [1040, 1]]);
  strictEqual(broken!["calls lost out"], api!["calls lost out"]);
  strictEqual(broken!["waits before losses out"], undefined);
  const [slow] = after([[70, 20], [370, 20], [370, 20]]);
  strictEqual(slow!["calls lost out"], undefined);
});

Deno.test("metric features of an incident worked out by hand: each service's own metrics", () => {
  const learnt = learnMetricFeatures(contextOf(SYNTHETIC), { metrics: constant(HEALTHY, 60) });
  const { own } = learnt({ metrics: constant(AFTER, 6) });
  const rise = (spreads: number) => Math.log1p(spreads) / Math.log1p(1000);
  nearly(named(OWN_FEATURES, own, 0), {
    "latency rise": rise(500 / (0.05 * 70)),
    "errors rise": rise(0.1 / 0.004),
    "cpu rise": rise(0.3 / (0.05 * 0.5)),
    "memory rise": rise(0.09 / (0.02 * 0.45)),
    "latency ratio": Math.log(570 / 70),
    "latest latency": Math.log(570 / 70),
    "latency a row before": Math.log(570 / 70),
    "latency two rows before": Math.log(570 / 70),
    "errors now": 0.102,
    "error rise": 0.1,
    "cpu now": 0.8,
    "cpu per request": Math.log(0.8 / 0.5),
    "memory gain": 0.09,
  });
  nearly(named(OWN_FEATURES, own, 1), {
    "requests fall": rise(50 / (0.05 * 100)),
    "requests ratio": -Math.log(2),
    "cpu now": 0.03,
    "cpu per request": Math.log(2),
  });
});

Deno.test("metric features without a topology take load from the metrics themselves", () => {
  const { topology: _, ...context } = contextOf(SYNTHETIC);
  const learnt = learnMetricFeatures(context, { metrics: constant(HEALTHY, 60) });
  const { own } = learnt({ metrics: constant(AFTER, 6) });
  const api = named(OWN_FEATURES, own, 0);
  ok(Math.abs(api["cpu per request"]! - Math.log(0.8 / 0.5)) < 1e-9);
  ok(Math.abs(api["memory gain"]! - (0.54 / 0.45 - 1) / 2) < 1e-9);
  strictEqual(api["errors now"], undefined);
  ok(Math.abs(named(OWN_FEATURES, own, 1)["cpu per request"]! - Math.log(2)) < 1e-9);
});
