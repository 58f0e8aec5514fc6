import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { checkTopology, type Span, UsageError } from "../model/mod.ts";
import { draftTopology } from "./topology_draft.ts";

type Times = readonly [start: number, end: number];

function span(
  trace: number,
  [spanId, parentSpanId]: readonly [string, string?],
  service: string,
  [startSeconds, endSeconds]: Times,
  more: Partial<Span> = {},
): Span {
  return {
    traceId: String(trace),
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    service,
    kind: "server",
    name: "",
    startSeconds,
    endSeconds,
    failed: false,
    ...more,
  };
}

const POSTGRES = {
  kind: "client",
  attributes: { "db.system": "postgresql", "db.name": "orders-db" },
} as const;

/** Ten requests, one a second: web asks a cart, which reads three rows of a database one after the other. */
function shop(requests = 10): Span[] {
  return Array.from({ length: requests }, (_, i) => [
    span(i, ["web"], "web", [i, i + 0.1]),
    span(i, ["ask", "web"], "web", [i + 0.01, i + 0.08], { kind: "client" }),
    // 4 ms of the network, 2 each way.
    span(i, ["cart", "ask"], "cart", [i + 0.012, i + 0.078]),
    span(i, ["inside", "cart"], "cart", [i + 0.02, i + 0.07], { kind: "internal" }),
    ...[0, 1, 2].map((row) =>
      span(i, [`row-${row}`, "inside"], "cart", [i + 0.02 + row * 0.015, i + 0.03 + row * 0.015], POSTGRES)
    ),
  ]).flat();
}

Deno.test("draftTopology() gives services, calls, rates and self times by hand, and a database without spans", () => {
  const { topology, notes } = draftTopology(shop());
  deepStrictEqual(topology, {
    front: "web",
    entryRate: 1,
    services: [
      // 100 ms without the 70 of its call; 66 without three of 10; one over 10 ms.
      { name: "web", kind: "service", replicas: 1, ratePerReplica: 33.3 },
      { name: "cart", kind: "service", replicas: 1, ratePerReplica: 27.8 },
      { name: "orders-db", kind: "database", replicas: 1, ratePerReplica: 100 },
    ],
    calls: [
      { caller: "cart", callee: "orders-db", callsPerRequest: 3, mode: "sequential" },
      { caller: "web", callee: "cart", callsPerRequest: 1, mode: "sequential", networkDelaySeconds: 0.004 },
    ],
  });
  strictEqual(notes[0], "Read 70 spans of 10 traces that span 10 s");
  ok(notes.includes("orders-db: a database, by its db.system"), notes.join("\n"));
  strictEqual(checkTopology(topology).front, "web");
});

Deno.test("draftTopology() sees calls that overlap as parallel, and those whose failures a request outlives as not critical", () => {
  const spans = [0, 1, 2, 3].flatMap((i) => [
    span(i, ["web"], "web", [i, i + 0.2]),
    span(i, ["a", "web"], "ads", [i + 0.01, i + 0.1], { failed: i % 2 === 0 }),
    span(i, ["b", "web"], "redis-main", [i + 0.02, i + 0.12]),
    ...i === 0 ? [span(i, ["c", "web"], "late", [i + 0.15, i + 1.65])] : [],
  ]);
  const { topology: { calls, services } } = draftTopology(spans);
  deepStrictEqual(calls, [
    { caller: "web", callee: "ads", callsPerRequest: 1, mode: "parallel", critical: false },
    { caller: "web", callee: "redis-main", callsPerRequest: 1, mode: "parallel" },
    { caller: "web", callee: "late", callsPerRequest: 0.25, mode: "sequential", timeoutSeconds: 3 },
  ]);
  strictEqual(services.find(({ name }) => name === "redis-main")!.kind, "cache");
  strictEqual(services.find(({ name }) => name === "ads")!.baseErrorRate, 0.5);
});

Deno.test("draftTopology() keys ids by trace, breaks cycles at the rarer call, and says what it left out", () => {
  const spans = [
    ...shop(3),
    span(9, ["web"], "web", [5, 6]),
    span(9, ["x", "web"], "cart", [5.1, 5.5]),
    span(9, ["y", "x"], "web", [5.2, 5.3]),
    span(8, ["batch"], "nightly", [1, 2]),
  ];
  const { topology, notes } = draftTopology(spans);
  checkTopology(topology);
  ok(!topology.calls!.some(({ caller, callee }) => caller === "cart" && callee === "web"));
  ok(notes.some((note) => note.includes("cart -> web")) && notes.some((note) => note.includes("nightly")));
  strictEqual(topology.calls!.find(({ callee }) => callee === "cart")!.callsPerRequest, 0.8);
});

Deno.test("draftTopology() adds replicas where one would be too busy, and says where ten are too few", () => {
  const busy = (seconds: number) =>
    draftTopology(
      Array.from({ length: 101 }, (_, i) => span(i, ["web"], "web", [i / 100, i / 100 + seconds])),
    );
  const three = busy(0.015).topology;
  strictEqual(three.services[0]!.replicas, 3);
  const { topology, notes } = busy(5);
  ok(notes.some((note) => note.includes("more than 10 replicas")), notes.join("\n"));
  checkTopology(topology);
});

Deno.test("draftTopology() takes a call that reached nobody for one to the service at its address", () => {
  const spans = shop(2);
  const lost = span(0, ["lost", "web"], "web", [0.08, 0.09], {
    kind: "client",
    failed: true,
    attributes: { "server.address": "cart", "db.system": "postgresql" },
  });
  const { topology } = draftTopology([...spans, lost]);
  strictEqual(topology.calls!.find(({ callee }) => callee === "cart")!.callsPerRequest, 1.5);
  strictEqual(topology.services.length, 3);
});

Deno.test("draftTopology() refuses spans without a request, and what is no list", () => {
  throws(() => draftTopology([]), UsageError);
  throws(() => draftTopology([span(1, ["a", "gone"], "web", [0, 1])]), /found none/);
  throws(() => draftTopology(5 as never), UsageError);
});

Deno.test("draftTopology() makes of any traces a topology that can be checked, or says why not", () => {
  let state = 1;
  const next = (below: number) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let round = 0; round < 300; round++) {
    const spans = Array.from({ length: 1 + next(30) }, (_, i): Span => {
      const start = next(100) / 10;
      return span(next(3), next(4) === 0 ? [`s${i}`] : [`s${i}`, `s${next(30)}`], `service-${next(6)}`, [
        start,
        start + (next(20) - 2) / 10,
      ], {
        kind: (["server", "client", "internal"] as const)[next(3)]!,
        failed: next(3) === 0,
        ...(next(4) === 0 && { attributes: { "db.system": ["mysql", "redis"][next(2)]! } }),
      });
    });
    try {
      checkTopology(draftTopology(spans).topology);
    } catch (error) {
      ok(error instanceof UsageError && error.message.includes("found none"), String(error));
    }
  }
});

Deno.test("replicas are as few as keep a service below its load, with the rates that reach it down the chain", () => {
  // 20 requests/s: web asks a cart once, which reads 3 rows of 20 ms each, one after the other: 60 rows/s of 50/s a replica.
  const spans = Array.from({ length: 200 }, (_, i) => {
    const at = i / 20;
    return [
      span(i, ["web"], "web", [at, at + 0.08]),
      span(i, ["ask", "web"], "web", [at + 0.005, at + 0.075], { kind: "client" }),
      span(i, ["cart", "ask"], "cart", [at + 0.005, at + 0.075]),
      ...[0, 1, 2].flatMap((row) => {
        const begin = at + 0.01 + row * 0.02;
        return [
          span(i, [`ask-${row}`, "cart"], "cart", [begin, begin + 0.02], { kind: "client" }),
          span(i, [`row-${row}`, `ask-${row}`], "rows", [begin, begin + 0.02]),
        ];
      }),
    ];
  }).flat();
  const { topology } = draftTopology(spans);
  const { entryRate, services } = topology;
  ok(Math.abs(entryRate - 20) < 0.2, String(entryRate));
  const rows = services.find(({ name }) => name === "rows")!;
  ok(Math.abs(rows.ratePerReplica - 50) < 0.1);
  const load = (replicas: number) => 60 / (50 * replicas);
  strictEqual(rows.replicas, 3);
  ok(load(3) < 0.6 && load(2) >= 0.6);
});

/** Two requests a second: web asks a database within its span; `change` makes an incident of the second half. */
function halves(change: (i: number) => { factor?: number; failed?: boolean }, requests = 400): Span[] {
  return Array.from({ length: requests }, (_, i) => {
    const start = i / 2;
    const { factor = 1, failed = false } = change(i);
    const [own, served] = [0.02 * (1 + i % 5 / 10), 0.01 * (1 + i % 3 / 10) * factor];
    return [
      span(i, ["web"], "web", [start, start + own + served], { failed }),
      span(i, ["call", "web"], "web", [start + own / 2, start + own / 2 + served], {
        kind: "client",
        failed,
      }),
      span(i, ["db", "call"], "orders-db", [start + own / 2, start + own / 2 + served], { failed }),
    ];
  }).flat();
}

Deno.test("draftTopology() is of the quiet part of a recording: what is slow or fails for a while is left out and told", () => {
  const quiet = draftTopology(halves(() => ({})));
  const ratesOf = ({ topology }: typeof quiet) =>
    topology.services.map(({ ratePerReplica }) => ratePerReplica!);
  const [web, db] = ratesOf(quiet) as [number, number];
  ok(Math.abs(web - 1 / 0.024) < 1 && Math.abs(db - 1 / 0.011) < 1, `${web} ${db}`);
  ok(!quiet.notes.some((note) => note.includes("incident")));
  const cases = [
    {
      change: (i: number) => i >= 200 ? { factor: 8 } : {},
      told:
        /^Left out as an incident: (200|21\d|220) of 400 traces between .* in which requests took [34]\.\d times as long$/,
    },
    {
      change: (i: number) => i >= 200 && i % 2 === 0 ? { failed: true } : {},
      told: /^Left out as an incident: .* in which requests failed in (4|5)\d %$/,
    },
    {
      change: (i: number) => i >= 100 && i < 200 ? { factor: 8 } : {},
      told: /^Left out as an incident: 1\d\d of 400 traces/,
    },
  ];
  for (const { change, told } of cases) {
    const draft = draftTopology(halves(change));
    ok(draft.notes.some((note) => told.test(note)), draft.notes.join("\n"));
    const [ownWeb, ownDb] = ratesOf(draft) as [number, number];
    ok(Math.abs(ownWeb - web) < 0.02 * web && Math.abs(ownDb - db) < 0.02 * db, `${ownWeb} ${ownDb}`);
    ok(Math.abs(draft.topology.entryRate! - 2) < 0.1, String(draft.topology.entryRate));
    ok(draft.topology.services.every(({ baseErrorRate = 0 }) => baseErrorRate === 0));
  }
});

Deno.test("draftTopology() leaves out calls that nobody waits for, and keeps those of a clock that differs", () => {
  const requests = Array.from({ length: 20 }, (_, i) => [
    span(i, ["web"], "web", [i, i + 0.1]),
    span(i, ["call", "web"], "web", [i + 0.01, i + 0.05], { kind: "client" }),
    // Its clock is 300 ms ahead.
    span(i, ["db", "call"], "orders-db", [i + 0.312, i + 0.348]),
    span(i, ["send", "web"], "web", [i + 0.06, i + 0.061], { kind: "client" }),
    span(i, ["mail", "send"], "mailer", [i + 2, i + 2.05]),
  ]).flat();
  const { topology, notes } = draftTopology(requests);
  deepStrictEqual(topology.calls!.map(({ callee }) => callee), ["orders-db"]);
  ok(
    notes.includes("Left out, since they end after their caller, as messages do: calls of web to mailer"),
    notes.join("\n"),
  );
});
