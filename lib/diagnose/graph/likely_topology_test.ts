import { deepStrictEqual, strictEqual } from "node:assert";
import { checkTopology, METRICS, type MetricTable } from "../../model/mod.ts";
import { completed, likelyTopology } from "./likely_topology.ts";

/** Observations of services by their requests/s; of their other metrics none. */
function observed(rates: Readonly<Record<string, number>>): MetricTable {
  const rows = 5;
  return {
    layout: "services-by-metrics",
    indicators: Object.keys(rates).flatMap((service) =>
      METRICS.map((metric) => ({ service, metric, role: "other" as const }))
    ),
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => 5 * row),
    columns: Object.values(rates).flatMap((rate) =>
      METRICS.map((metric) => new Float64Array(rows).fill(metric === "requestRate" ? rate : NaN))
    ),
  };
}

/** The calls of a topology that stand behind a cache, as `caller -> callee, cache`. */
function behindCaches(
  { calls }: { readonly calls: readonly { caller: string; callee: string; onMissOf?: string }[] },
) {
  return calls.flatMap(({ caller, callee, onMissOf }) =>
    onMissOf === undefined ? [] : [`${caller} -> ${callee}, ${onMissOf}`]
  );
}

const GRAPH = [
  { caller: "web", callee: "cart" },
  { caller: "cart", callee: "redis" },
  { caller: "cart", callee: "orders-db" },
];

Deno.test("a likely topology has the services and calls of the graph, kinds by names, and the service that nobody calls as front", () => {
  const rates = { cart: 80, web: 100, redis: 80, "orders-db": 80 };
  const context = {
    services: Object.keys(rates),
    graph: [...GRAPH, { caller: "cart", callee: "elsewhere" }, { caller: "cart", callee: "cart" }],
  };
  const topology = likelyTopology(context, observed(rates));
  strictEqual(topology.front, "web");
  deepStrictEqual(topology.services.map(({ name, kind }) => `${name}: ${kind}`), [
    "cart: service",
    "web: service",
    "redis: cache",
    "orders-db: database",
  ]);
  deepStrictEqual(topology.calls.map(({ caller, callee }) => ({ caller, callee })), GRAPH);
  strictEqual(likelyTopology({ ...context, symptom: { service: "cart" } }, observed(rates)).front, "cart");
});

Deno.test("a database stands behind the cache of its caller where it gets clearly fewer calls than that has requests", () => {
  const from = (rate: number) => {
    const rates = { web: 100, cart: 80, redis: 80, "orders-db": rate };
    return behindCaches(likelyTopology({ services: Object.keys(rates), graph: GRAPH }, observed(rates)));
  };
  deepStrictEqual(from(20), ["cart -> orders-db, redis"]);
  deepStrictEqual(from(60), ["cart -> orders-db, redis"]);
  deepStrictEqual(from(70), []);
});

Deno.test("calls of others that have no cache are taken off first", () => {
  const rates = { web: 100, cart: 80, redis: 80, "orders-db": 120 };
  const graph = [...GRAPH, { caller: "web", callee: "orders-db" }];
  const found = behindCaches(likelyTopology({ services: Object.keys(rates), graph }, observed(rates)));
  deepStrictEqual(found, ["cart -> orders-db, redis"]);
});

Deno.test("a database that several callers with caches share gets the misses of all of them", () => {
  const graph = ["web", "cart"].flatMap((caller) => [
    { caller, callee: `${caller}-cache` },
    { caller, callee: "orders-db" },
  ]);
  const from = (rate: number) => {
    const rates = { web: 100, cart: 100, "web-cache": 100, "cart-cache": 100, "orders-db": rate };
    return behindCaches(likelyTopology({ services: Object.keys(rates), graph }, observed(rates)));
  };
  deepStrictEqual(from(100), ["web -> orders-db, web-cache", "cart -> orders-db, cart-cache"]);
  deepStrictEqual(from(180), []);
});

Deno.test("calls are counted as often as a request makes them, and a miss is followed by one", () => {
  const topology = checkTopology({
    entryRate: 100,
    services: [
      { name: "web", kind: "service", replicas: 1, ratePerReplica: 200 },
      { name: "cache", kind: "cache", replicas: 1, ratePerReplica: 200 },
      { name: "db", kind: "database", replicas: 1, ratePerReplica: 400 },
    ],
    calls: [{ caller: "web", callee: "cache" }, { caller: "web", callee: "db", callsPerRequest: 2 }],
  });
  const from = (db: number) => completed(topology, observed({ web: 100, cache: 100, db })).calls[1]!;
  deepStrictEqual([from(120).onMissOf, from(120).callsPerRequest], ["cache", 1]);
  deepStrictEqual([from(200).onMissOf, from(200).callsPerRequest], [undefined, 2]);
});

Deno.test("what is written down of a topology stays, and is the same object where nothing is to be added", () => {
  const topology = checkTopology({
    entryRate: 100,
    services: [
      { name: "web", kind: "service", replicas: 1, ratePerReplica: 200 },
      { name: "cache", kind: "cache", replicas: 1, ratePerReplica: 200 },
      { name: "db", kind: "database", replicas: 1, ratePerReplica: 200 },
      { name: "log-db", kind: "database", replicas: 1, ratePerReplica: 200 },
    ],
    calls: [
      { caller: "web", callee: "cache" },
      { caller: "web", callee: "db", onMissOf: "cache" },
      { caller: "web", callee: "log-db", timeoutSeconds: 0.3 },
    ],
  });
  const rates = { web: 100, cache: 100, db: 90, "log-db": 100 };
  deepStrictEqual(completed(topology, observed(rates)), topology);
  const few = completed(topology, observed({ ...rates, "log-db": 10 }));
  deepStrictEqual(behindCaches(few), ["web -> db, cache", "web -> log-db, cache"]);
  strictEqual(few.calls[2]!.timeoutSeconds, 0.3);
  const plain = { ...topology, calls: topology.calls.slice(0, 2) };
  strictEqual(completed(plain, observed(rates)), plain);
});

Deno.test("where all are said to be plain services names tell which are not", () => {
  const topology = checkTopology({
    entryRate: 100,
    services: ["web", "redis", "db"].map((name) => ({ name, replicas: 1, ratePerReplica: 200 })),
    calls: [{ caller: "web", callee: "redis" }, { caller: "web", callee: "db" }],
  });
  const { services, calls } = completed(topology, observed({ web: 100, redis: 100, db: 20 }));
  deepStrictEqual(services.map(({ kind }) => kind), ["service", "cache", "database"]);
  deepStrictEqual(behindCaches({ calls }), ["web -> db, redis"]);
});
