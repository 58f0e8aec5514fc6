import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  NOOP,
  REQUEST_RATE,
  UsageError,
} from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import { call, database, service } from "../topology/parts.ts";
import type { MeasuredAt } from "./measured_at.ts";

const [API, CACHE, DB] = [0, 1, 2];
/** Three-tier's calls to its database are given up after a second. */
const DEADLINE_MS = 1000;

/** An episode of three-tier without actions: its values by step, and the steps in breach. */
function play(options: EnvironmentOptions, seed = 3) {
  const environment = createEnvironment(options);
  const results = [
    environment.reset({ seed }),
    ...Array.from({ length: 120 }, () => environment.step(NOOP)),
  ];
  const rows = results.map(({ observation }) => [...observation.values]);
  const start = environment.faults[0]?.startStep ?? 1;
  /** Mean of a metric over ten steps from a step on. */
  const mean = (node: number, metric: number, from: number) =>
    rows.slice(from, from + 10).reduce((sum, row) => sum + row[node * METRIC_COUNT + metric]!, 0) / 10;
  return {
    environment,
    rows,
    breaches: results.map(({ info }) => info.sloViolated),
    usual: (node: number, metric: number) => mean(node, metric, start - 10),
    inFault: (node: number, metric: number) => mean(node, metric, start + 4),
    rate: (node: number) => mean(node, REQUEST_RATE, start + 4),
  };
}

const both = (fault: string) =>
  (["server", "caller"] as const).map((measuredAt) => play({ fault, measuredAt })) as [Played, Played];
type Played = ReturnType<typeof play>;

Deno.test("measured at the server is the default", () => {
  const [usual, server] = [play({}), play({ measuredAt: "server" })];
  deepStrictEqual(server.rows, usual.rows);
  strictEqual(usual.environment.valuesCanMiss, false);
  strictEqual(play({ measuredAt: "caller" }).environment.valuesCanMiss, true);
});

Deno.test("where requests are measured changes nothing but latency, errors and rate of services that are called", () => {
  const [server, caller] = both("partition:db:1");
  deepStrictEqual(caller.breaches, server.breaches);
  ok(caller.breaches.some(Boolean));
  const rest = ({ rows }: Played) =>
    rows.map((row) =>
      row.filter((_, i) =>
        Math.floor(i / METRIC_COUNT) === API ||
        [CPU_UTILISATION, MEMORY_UTILISATION].some((metric) => metric === i % METRIC_COUNT)
      )
    );
  deepStrictEqual(rest(caller), rest(server));
});

Deno.test("a latency injection shows at the database for its caller, and not for the database", () => {
  const [server, caller] = both("latency_injection:db:1");
  const ratio = (played: Played) => played.inFault(DB, LATENCY_P95_MS) / played.usual(DB, LATENCY_P95_MS);
  ok(ratio(server) < 1.3, `${ratio(server)}`);
  ok(ratio(caller) > 2.5, `${ratio(caller)}`);
  // The cache is called over another link.
  const cache = caller.inFault(CACHE, LATENCY_P95_MS) / caller.usual(CACHE, LATENCY_P95_MS);
  ok(cache < 1.1, `${cache}`);
});

Deno.test("lost packets show at the database for its caller, as latency and as errors, and not for the database", () => {
  const [server, caller] = both("packet_loss:db:1");
  ok(server.inFault(DB, LATENCY_P95_MS) < 1.3 * server.usual(DB, LATENCY_P95_MS));
  ok(server.inFault(DB, ERROR_RATE) < 0.01);
  ok(caller.inFault(DB, LATENCY_P95_MS) > 5 * caller.usual(DB, LATENCY_P95_MS));
  ok(caller.inFault(DB, ERROR_RATE) > 0.1);
});

Deno.test("a time-out ends what a caller measures: attempts that never arrive count, fail, and take as long as the deadline", () => {
  const [server, caller] = both("partition:db:1");
  strictEqual(server.rate(DB), 0);
  ok(caller.rate(DB) > 10, `${caller.rate(DB)}`);
  strictEqual(caller.inFault(DB, ERROR_RATE), 1);
  const p95 = caller.inFault(DB, LATENCY_P95_MS);
  ok(Math.abs(p95 - DEADLINE_MS) < 1, `${p95}`);
  for (const fault of ["partition:db:0.4", "packet_loss:db:0.4", "slow_query:db:1"]) {
    const { rows } = play({ fault, measuredAt: "caller" });
    const longest = Math.max(...rows.map((row) => row[DB * METRIC_COUNT + LATENCY_P95_MS]!));
    ok(longest > 500 && longest <= DEADLINE_MS, `${fault}: ${longest}`);
  }
});

Deno.test("a pool without connections leaves its database as usual for the caller: the wait for one is not the database's", () => {
  const [, caller] = both("pool_exhaustion:api:1");
  ok(caller.inFault(API, LATENCY_P95_MS) > 5 * caller.usual(API, LATENCY_P95_MS));
  ok(caller.inFault(API, ERROR_RATE) > 0.05);
  const ratio = caller.inFault(DB, LATENCY_P95_MS) / caller.usual(DB, LATENCY_P95_MS);
  ok(ratio > 0.7 && ratio < 1.3, `${ratio}`);
  strictEqual(caller.inFault(DB, ERROR_RATE), 0);
  ok(caller.rate(DB) < 0.9 * caller.usual(DB, REQUEST_RATE));
});

Deno.test("of several callers the rates are summed, and their attempts mixed by them", () => {
  const topology = {
    name: "two-callers",
    services: [
      service("web", { ratePerReplica: 400, replicas: 2 }),
      service("often", { ratePerReplica: 400, replicas: 2 }),
      service("seldom", { ratePerReplica: 400, replicas: 2 }),
      database("db", { ratePerReplica: 600, replicas: 2 }),
    ],
    calls: [
      call("web", "often", { timeoutSeconds: 2, retries: 0 }),
      call("web", "seldom", { timeoutSeconds: 2, retries: 0 }),
      call("often", "db", { timeoutSeconds: 1, retries: 0 }),
      call("seldom", "db", { timeoutSeconds: 1, retries: 0, callsPerRequest: 0.5 }),
    ],
    front: "web",
    entryRate: 100,
    userTimeoutSeconds: 5,
  };
  const played = (fault: "partition" | "latency_injection") => {
    for (let seed = 1; seed < 50; seed++) {
      const options = { topology, measuredAt: "caller", noise: 0, workload: "steady" } as const;
      const made = play({ ...options, fault: { type: fault, service: "db", severity: 1 } }, seed);
      if (made.environment.faults[0]!.caller === "seldom") return made;
    }
    throw new Error("no seed strikes the link");
  };
  const [often, seldom] = [100, 50];
  const DB = 3;
  // The link of a third of the attempts is slow, and so is the p95 of all; cut, it fails that third at its deadline.
  const slow = played("latency_injection");
  ok(Math.abs(slow.usual(DB, REQUEST_RATE) - (often + seldom)) < 0.5, `${slow.usual(DB, REQUEST_RATE)}`);
  ok(slow.inFault(DB, LATENCY_P95_MS) > 10 * slow.usual(DB, LATENCY_P95_MS));
  const cut = played("partition");
  const share = cut.inFault(DB, ERROR_RATE);
  ok(Math.abs(share - seldom / (often + seldom)) < 0.005, `${share}`);
  ok(Math.abs(cut.inFault(DB, LATENCY_P95_MS) - DEADLINE_MS) < 1);
});

Deno.test("of a service that nobody calls in a step callers know no latency", () => {
  const workload = (step: number) => step === 5 ? 0 : 1;
  const { rows } = play({ faultCount: 0, measuredAt: "caller", workload });
  const at = (metric: number) => rows[5]![DB * METRIC_COUNT + metric];
  deepStrictEqual([LATENCY_P95_MS, ERROR_RATE, REQUEST_RATE].map(at), [NaN, 0, 0]);
  ok(rows[5]!.slice(0, METRIC_COUNT).every(Number.isFinite), "the front is measured at itself");
  ok(rows[6]!.every(Number.isFinite));
});

Deno.test("mixed is drawn per service and seed, and a list names those that are measured at their callers", () => {
  const fault = "latency_injection:db:1";
  const shows = (measuredAt: MeasuredAt, seed: number) => {
    const { usual, inFault } = play({ fault, measuredAt }, seed);
    return inFault(DB, LATENCY_P95_MS) > 2 * usual(DB, LATENCY_P95_MS);
  };
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
  const mixed = seeds.map((seed) => shows("mixed", seed));
  ok(mixed.includes(true) && mixed.includes(false), `${mixed}`);
  deepStrictEqual(seeds.slice(0, 4).map((seed) => shows("mixed", seed)), mixed.slice(0, 4));
  strictEqual(shows(["db"], 3), true);
  strictEqual(shows(["cache"], 3), false);
});

Deno.test("who is measured at callers must have some", () => {
  const create = (measuredAt: unknown) => () => createEnvironment({ measuredAt } as EnvironmentOptions);
  throws(
    create(["dbb"]),
    new UsageError(
      'Cannot find the service that is called, or place "dbb": did you mean "db"? Known: cache, db, server, caller, mixed',
    ),
  );
  throws(create(["callr"]), /did you mean "caller"/);
  throws(
    create(["db", "caller"]),
    new UsageError(
      'measuredAt takes a place or a list of services, found "caller" in a list',
    ),
  );
  throws(create(["api"]), UsageError);
  throws(create("callers"), UsageError);
  throws(() => createEnvironment({ mode: "prototype", measuredAt: "caller" }), UsageError);
});
