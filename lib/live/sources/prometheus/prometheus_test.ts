import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { METRIC_COUNT, METRICS } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import { createTopology } from "../../../simulator/mod.ts";
import { parseLiveConfig } from "../../config/parse.ts";
import { Secret } from "../../config/secret.ts";
import type { PrometheusConfig } from "../../config/source_schema.ts";
import { manualClock, untilDone } from "../../loop/testing/manual_clock.ts";
import { fakePrometheus, type FakeSeries } from "../testing/fake_prometheus.ts";
import { createPrometheusSource } from "./prometheus.ts";

const topology = createTopology("three-tier");
const NAMES = topology.services.map(({ name }) => name);
const START = 1_700_000_000;

/** A source on a fake server that has the series of `METRICS`; more of the source's configuration can be given. */
function setUp(more: object = {}) {
  const clock = manualClock(START);
  const server = fakePrometheus(clock);
  for (const metric of METRICS) {
    server.series.set(
      metric,
      NAMES.map((service, i) => series({ service }, () => METRICS.indexOf(metric) + i / 10)),
    );
  }
  const { source: config } = parseLiveConfig({
    ...{ name: "test", topology: "three-tier", slo: { latencyP95Ms: 300, errorRate: 0.02 } },
    source: {
      ...{ type: "prometheus", url: "http://127.0.0.1:1" },
      queries: Object.fromEntries(METRICS.map((metric) => [metric, metric])),
      ...more,
    },
  });
  const source = createPrometheusSource(config as PrometheusConfig, {
    ...{ topology, clock, stepSeconds: 5, send: server.send, stream: createStream(1) },
    headers: new Map([["authorization", new Secret("Bearer hunter2")]]),
  });
  const now = (step = 1) => untilDone(source.observe(step, clock.now()), clock);
  const value = (values: Float64Array, service: string, metric: typeof METRICS[number]) =>
    values[NAMES.indexOf(service) * METRIC_COUNT + METRICS.indexOf(metric)];
  return { clock, server, source, now, value };
}

function series(labels: Record<string, string>, value: FakeSeries["value"]): FakeSeries {
  return { labels, value };
}

Deno.test("observe() puts each metric of each service into its place", async () => {
  const { now, server, source } = setUp();
  const { step, timeSeconds, values } = await now(7);
  strictEqual(step, 7);
  strictEqual(timeSeconds, START);
  deepStrictEqual([...values], [0, 1, 2, 3, 4, 0.1, 1.1, 2.1, 3.1, 4.1, 0.2, 1.2, 2.2, 3.2, 4.2]);
  strictEqual(server.seen.length, 5);
  ok(server.seen.every(({ path, method }) => path === "/api/v1/query" && method === "GET"));
  strictEqual(server.seen[0]!.headers.get("authorization"), "Bearer hunter2");
  strictEqual(source.state.available, true);
  ok(!Deno.inspect(source, { depth: 10 }).includes("hunter2"));
});

Deno.test("values that are not finite are NaN, and so are services without a series", async () => {
  const { now, server, value } = setUp();
  server.series.set("latencyP95Ms", [
    series({ service: "api" }, () => "NaN"),
    series({ service: "cache" }, () => "+Inf"),
    series({ service: "stranger" }, () => 5),
    series({}, () => 5),
  ]);
  const { values } = await now();
  deepStrictEqual(NAMES.map((name) => value(values, name, "latencyP95Ms")), [NaN, NaN, NaN]);
  strictEqual(value(values, "api", "errorRate"), 1);
});

Deno.test("several series of a service are summed or combined as asked, those that are no number left out", async () => {
  const { now, server, value } = setUp({
    queries: {
      ...{
        latencyP95Ms: { query: "latencyP95Ms", factor: 1000 },
        errorRate: "errorRate",
        requestRate: "requestRate",
      },
      cpuUtilisation: { query: "cpuUtilisation", combine: "mean" },
      memoryUtilisation: { query: "memoryUtilisation", combine: "min" },
    },
  });
  for (const metric of METRICS) {
    const ofPod = (pod: string, found: string | number) => series({ service: "api", pod }, () => found);
    server.series.set(metric, [ofPod("a", 0.25), ofPod("b", 0.75), ofPod("c", "NaN"), ofPod("d", "+Inf")]);
  }
  const { values } = await now();
  deepStrictEqual(METRICS.map((metric) => value(values, "api", metric)), [750, 0.75, 0.5, 0.25, 1]);
});

Deno.test("130,000 series of one service are combined like two", async () => {
  const { now, server, value } = setUp();
  server.series.set(
    "latencyP95Ms",
    Array.from({ length: 130_000 }, (_, i) => series({ service: "api" }, () => i)),
  );
  strictEqual(value((await now()).values, "api", "latencyP95Ms"), 129_999);
});

Deno.test("a service is found by its name in any case behind a prefix, by names of its own and by patterns", async () => {
  const { now, server, value } = setUp({
    servicePrefix: "shop-",
    services: { db: { label: ["pg-*", "postgres"] }, cache: { label: "pg-cache" } },
  });
  server.series.set("requestRate", [
    series({ service: "Shop-API" }, () => 1),
    series({ service: "api" }, () => 100),
    series({ service: "pg-primary" }, () => 2),
    series({ service: "POSTGRES" }, () => 3),
    series({ service: "db" }, () => 100),
    series({ service: "pg-cache" }, () => 7),
  ]);
  const { values } = await now();
  deepStrictEqual(NAMES.map((name) => value(values, name, "requestRate")), [1, 7, 5]);
});

Deno.test("a service's own query counts instead of the common one, whatever its labels are", async () => {
  const { now, server, value } = setUp({ services: { db: { latencyP95Ms: "own", errorRate: "none" } } });
  server.series.set("own", [series({ instance: "db:1" }, () => 42)]);
  server.series.set("none", []);
  const { values } = await now();
  strictEqual(value(values, "db", "latencyP95Ms"), 42);
  strictEqual(value(values, "db", "errorRate"), NaN);
  strictEqual(value(values, "api", "latencyP95Ms"), 0);
});

Deno.test("errors that never happened are 0 for a service that has other series, and missing for one that has none", async () => {
  const { now, server, value } = setUp({
    queries: { latencyP95Ms: "latencyP95Ms", errorRate: { query: "errorRate", absent: 0 } },
  });
  server.series.set("latencyP95Ms", [series({ service: "api" }, () => 5)]);
  server.series.set("errorRate", []);
  const { values } = await now();
  deepStrictEqual(NAMES.map((name) => value(values, name, "errorRate")), [0, NaN, NaN]);
});

Deno.test("past() reads a range in steps before now, in several requests where it is long, and only what is remembered", async () => {
  const { clock, server, source, value } = setUp();
  for (const metric of METRICS) {
    server.series.set(metric, [
      series({ service: "api" }, (at) => at < START - 60_000 ? undefined : START - at),
    ]);
  }
  const past = await untilDone(source.past(15_000), clock);
  strictEqual(past.length, 12_001);
  deepStrictEqual(past.slice(-2).map(({ timeSeconds }) => timeSeconds), [START - 5, START]);
  deepStrictEqual(past.slice(-2).map(({ values }) => value(values, "api", "latencyP95Ms")), [5, 0]);
  deepStrictEqual(past.map(({ step }) => step), past.map((_, i) => i));
  deepStrictEqual(await untilDone(source.past(0), clock), []);
  const few = await untilDone(source.past(3), clock);
  deepStrictEqual(few.map(({ timeSeconds }) => timeSeconds), [START - 10, START - 5, START]);
});

Deno.test("past() looks back further for as many observations as suit, and no further than four times as long", async () => {
  const { clock, server, source, value } = setUp();
  for (const metric of METRICS) {
    server.series.set(metric, [series({ service: "api" }, (at) => at > START - 40 ? 900 : 1)]);
  }
  const suits = (values: Float64Array) => value(values, "api", "latencyP95Ms")! < 100;
  const past = (count: number) =>
    untilDone(source.past(count, undefined, ({ values }) => suits(values)), clock);
  const times = (await past(3)).map(({ timeSeconds }) => timeSeconds);
  deepStrictEqual(times, [START - 50, START - 45, START - 40]);
  // Twelve observations, of which the last eight do not suit.
  strictEqual((await past(2)).length, 0);
  server.seen.length = 0;
  await untilDone(source.past(3, undefined, () => true), clock);
  strictEqual(server.seen.filter(({ path }) => path.endsWith("query_range")).length, 5);
});

Deno.test("past() leaves a hole where samples are missing", async () => {
  const { clock, server, source, value } = setUp();
  server.series.set("latencyP95Ms", [series({ service: "api" }, (at) => at === START - 5 ? undefined : 1)]);
  const past = await untilDone(source.past(4), clock);
  deepStrictEqual(past.map(({ values }) => value(values, "api", "latencyP95Ms")), [1, 1, NaN, 1]);
});

Deno.test("a server that goes away for 60 s gives steps of NaN and comes back by itself", async () => {
  const { clock, now, server, source } = setUp();
  await now(1);
  for (let step = 2; step <= 13; step++) {
    clock.set(START + 5 * step);
    server.away = true;
    const asked = clock.now();
    const { values } = await now(step);
    ok(values.every(Number.isNaN));
    ok(clock.now() - asked <= 4, "within the time-out");
  }
  strictEqual(source.state.available, false);
  strictEqual(source.state.sinceSeconds! - START < 15, true);
  ok(
    /^cannot be reached: connection refused/.test(source.state.trouble!),
    source.state.trouble!,
  );
  ok(source.state.failures >= 12 * 5);
  server.away = false;
  clock.set(START + 70);
  ok((await now(14)).values.every((value) => !Number.isNaN(value)));
  strictEqual(source.state.available, true);
  strictEqual(source.state.trouble, undefined);
});

Deno.test("a query that fails for a moment is tried again, with waits that grow and differ", async () => {
  const { clock, now, server, source } = setUp({
    queries: { latencyP95Ms: "latencyP95Ms", errorRate: "errorRate" },
  });
  for (let i = 0; i < 4; i++) server.instead.push(new Response("busy", { status: 503 }));
  ok((await now()).values.some((value) => !Number.isNaN(value)));
  strictEqual(server.seen.length, 6);
  strictEqual(source.state.failures, 4);
  ok(clock.now() > START && clock.now() < START + 1);
});

Deno.test("a server that asks for a pause is given it", async () => {
  const { clock, now, server } = setUp({ queries: { latencyP95Ms: "latencyP95Ms" } });
  server.instead.push(new Response("", { status: 429, headers: { "retry-after": "2" } }));
  await now();
  ok(clock.now() >= START + 2);
});

Deno.test("answers that take 10 s end at the time-out, and the next step asks anew", async () => {
  const { clock, now, server, source } = setUp();
  server.delaySeconds = 10;
  ok((await now()).values.every(Number.isNaN));
  strictEqual(clock.now(), START + 4);
  strictEqual(source.state.trouble, "no answer in time");
  server.delaySeconds = 3;
  ok((await now(2)).values.every((value) => !Number.isNaN(value)));
});

Deno.test("a query that is refused while the loop runs is not tried again, and the others count", async () => {
  const { now, server, source, value } = setUp();
  server.series.delete("cpuUtilisation");
  const { values } = await now();
  strictEqual(server.seen.length, 5);
  strictEqual(value(values, "api", "cpuUtilisation"), NaN);
  strictEqual(value(values, "api", "errorRate"), 1);
  ok(/^source\.queries\.cpuUtilisation: .*parse error/.test(source.state.trouble!));
  strictEqual(source.state.available, true);
});

for (const skewSeconds of [30, -30]) {
  Deno.test(`a server whose clock is ${skewSeconds} s off is asked for its own time, and the state tells it`, async () => {
    const { clock, now, server, source } = setUp();
    server.skewSeconds = skewSeconds;
    for (const metric of METRICS) server.series.set(metric, [series({ service: "api" }, (at) => at)]);
    await now(1);
    ok(Math.abs(source.state.skewSeconds - skewSeconds) <= 1, String(source.state.skewSeconds));
    ok(source.state.notes.some((note) => /^the server's clock is (29|30)\.\d s (ahead|behind)$/.test(note)));
    server.seen.length = 0;
    const { timeSeconds } = await now(2);
    strictEqual(timeSeconds, START);
    const asked = Number(server.seen[0]!.parameters.get("time"));
    ok(Math.abs(asked - START - skewSeconds) <= 1, String(asked));
    const past = await untilDone(source.past(3), clock);
    deepStrictEqual(past.map(({ timeSeconds }) => timeSeconds), [START - 10, START - 5, START]);
  });
}

Deno.test("the past is that of the server's clock from the first request on", async () => {
  const { clock, server, source } = setUp();
  server.skewSeconds = 30;
  await untilDone(source.past(3), clock);
  const ranges = server.seen.filter(({ path }) => path.endsWith("query_range"));
  strictEqual(ranges.length, 5);
  ok(ranges.every(({ parameters }) => Math.abs(Number(parameters.get("end")) - START - 30) <= 1));
  server.away = true;
  deepStrictEqual(await untilDone(setUp().source.past(0), clock), []);
  const away = setUp();
  away.server.away = true;
  deepStrictEqual(await untilDone(away.source.past(3), away.clock), []);
  strictEqual(away.source.state.available, false);
});

Deno.test("an answer that is torn, of another shape or made of nonsense gives missing values, never an error", async () => {
  const stream = createStream(5);
  const good = JSON.stringify({
    status: "success",
    data: { resultType: "vector", result: [{ metric: { service: "api" }, value: [START, "1.5"] }] },
  });
  for (let i = 0; i < 300; i++) {
    const { now, server } = setUp();
    for (let k = 0; k < 15; k++) {
      const at = stream.integer(good.length);
      const junk = stream.pick(["", '"', "}", "null", "NaN", "[", "1e999", "\u0000", "{}", "-"]);
      const torn = stream.next() < 0.3
        ? good.slice(0, at)
        : good.slice(0, at) + junk + good.slice(at + stream.integer(9));
      server.instead.push(new Response(torn, { status: stream.pick([200, 200, 200, 400, 422, 500, 302]) }));
    }
    const { values } = await now();
    ok(values.every((value) => Number.isNaN(value) || Number.isFinite(value)));
  }
});

Deno.test("clocks that agree are left alone, a delay is taken off, and long queries are sent by POST", async () => {
  const long = `latencyP95Ms${" + 0".repeat(1000)}`;
  const { clock, server, source } = setUp({
    delaySeconds: 15,
    queries: { latencyP95Ms: long, errorRate: "errorRate" },
  });
  server.series.set(long, [series({ service: "api" }, () => 3)]);
  const { values, timeSeconds } = await untilDone(source.observe(1, START), clock);
  strictEqual(values[0], 3);
  strictEqual(timeSeconds, START);
  deepStrictEqual(server.seen.map(({ method }) => method).sort(), ["GET", "POST"]);
  ok(server.seen.every(({ parameters }) => parameters.get("time") === (START - 15).toFixed(3)));
  strictEqual(source.state.skewSeconds, 0);
});

Deno.test("check() names a wrong query with the server's own answer, and what its series lack", async () => {
  const says = async (
    more: object,
    change: (server: ReturnType<typeof fakePrometheus>) => void,
    message: RegExp,
  ) => {
    const { clock, server, source } = setUp(more);
    change(server);
    await rejects(untilDone(source.check(), clock), message);
  };
  const set = (name: string, labels: Record<string, string>) => (server: ReturnType<typeof fakePrometheus>) =>
    void server.series.set(name, [series(labels, () => 1)]);
  await says(
    {},
    ({ series }) => void series.delete("errorRate"),
    /^UsageError: source\.queries\.errorRate: the server says: invalid parameter "query": 1:8: parse error$/,
  );
  await says(
    { services: { db: { requestRate: "x(" } } },
    () => {},
    /^UsageError: source\.services\.db\.requestRate: the server says: /,
  );
  await says(
    {},
    set("errorRate", { svc: "api", job: "x" }),
    /its series have no label "service"\. There: "svc", "job"/,
  );
  await says({}, set("errorRate", {}), /They have none at all: sum by \(…\) keeps one/);
  await says(
    {},
    set("errorRate", { service: "apii" }),
    /service is "apii": did you mean "api"\? Known: api, cache, db/,
  );
  await says(
    {},
    (server) => void (server.away = true),
    /^UsageError: source\.url: http:\/\/127\.0\.0\.1:1 cannot be reached/,
  );
  await says(
    {},
    (server) => void (server.delaySeconds = 10),
    /source\.url: http:\/\/127\.0\.0\.1:1 no answer in time/,
  );
  await says(
    {},
    ({ instead }) => void instead.push(new Response("no", { status: 401 })),
    /source\.url: .* answers with HTTP 401$/,
  );
  await says(
    {},
    ({ instead }) => void instead.push(new Response("<html>")),
    /the answer is not that of a Prometheus server$/,
  );
  const matrix = { status: "success", data: { resultType: "matrix", result: [] } };
  await says(
    {},
    ({ instead }) => void instead.push(Response.json(matrix)),
    /is a range of samples.*rate\(…\)/,
  );
  const scalar = { status: "success", data: { resultType: "scalar", result: [1, "5"] } };
  await says({}, ({ instead }) => void instead.push(Response.json(scalar)), /is a number without labels/);
});

Deno.test("check() notes services without a series and series of nobody", async () => {
  const { clock, server, source } = setUp();
  server.series.set("errorRate", [series({ service: "api" }, () => 1), series({ service: "cart" }, () => 1)]);
  await untilDone(source.check(), clock);
  deepStrictEqual(source.state.notes, [
    'source.queries.errorRate has no series of "cache", "db" now',
    'source.queries.errorRate has series of "cart", which the topology has not',
  ]);
});

Deno.test("what check() notes is over as soon as an observation has the series, and comes back when they go", async () => {
  const { clock, server, source, now } = setUp();
  const whole = server.series.get("latencyP95Ms")!;
  const missing = [
    'source.queries.latencyP95Ms has no series of "api", "cache", "db" now',
    'source.queries.latencyP95Ms: the SLO is judged by it at the front, "api": without a series nothing is done',
  ];
  server.series.set("latencyP95Ms", []);
  await untilDone(source.findings!(), clock);
  deepStrictEqual(source.state.notes, missing);
  await now(1);
  deepStrictEqual(source.state.notes, missing);
  server.series.set("latencyP95Ms", whole);
  await now(2);
  deepStrictEqual(source.state.notes, []);
  server.series.set("latencyP95Ms", []);
  await now(3);
  deepStrictEqual(source.state.notes, missing);
});

Deno.test("an observation ends with the caller's signal", async () => {
  const { clock, server, source } = setUp();
  server.away = true;
  const stop = new AbortController();
  stop.abort();
  ok((await untilDone(source.observe(1, START, stop.signal), clock)).values.every(Number.isNaN));
  strictEqual(server.seen.length, 5);
});
