import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { checkTopology, type MetricTable, type Signals, type Span } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream } from "../../random/mod.ts";
import { contextOf } from "../diagnoser.ts";
import { createDiagnoser } from "../catalogue.ts";
import late from "../testing/late_answers.json" with { type: "json" };
import { writtenTrace } from "../testing/written_trace.ts";

/** Observations of the made-up three tiers as a table; `values` in place of some, by index. */
function observed(seed: number, count: number, values: Readonly<Record<number, number>> = {}): Signals {
  const observe = synthesize(seed);
  const window = createWindow(SYNTHETIC, count);
  for (let i = 0; i < count; i++) window.push(observe({ values }));
  return window.signals();
}

function fitted(seed: number) {
  const diagnoser = createDiagnoser("fused", contextOf(SYNTHETIC));
  diagnoser.fit(observed(seed, 60));
  return diagnoser;
}

Deno.test("fused names the leaking service of a known topology, quotes its memory, and its scores are probabilities", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const leak = { 0: 300, 2: 0.8, 3: 0.8 };
    const { suspect, fault, confidence, ranking, rationale, evidence } = fitted(seed).diagnose(
      observed(100 + seed, 6, leak),
    );
    strictEqual(`${fault} at ${suspect}`, "memory_leak at api");
    ok(confidence > 0.9, `${confidence}`);
    match(
      rationale,
      /memory utilisation is 80 %( averaged over 15 s)?, usually 45 %/,
    );
    ok(evidence!.every(({ service, signal }) => service === "api" && signal === "metric"));
    deepStrictEqual(ranking.map(({ service }) => service).sort(), ["api", "cache", "db"]);
    ok(ranking.every(({ score }) => score >= 0 && score <= 1));
  }
});

Deno.test("fused doubts that anybody is at fault where all is as usual", () => {
  for (let seed = 1; seed <= 10; seed++) {
    ok(fitted(seed).diagnose(observed(100 + seed, 20)).confidence < 0.5);
  }
});

/** Requests that three replicas of api serve in turn, the last of them so many times slower. */
function served(slower: number): Span[] {
  return Array.from({ length: 120 }, (_, i) => {
    const replica = i % 3;
    const attributes = { "service.instance.id": `api-${replica}` };
    const work = (20 + i % 7) * (replica === 2 ? slower : 1);
    return writtenTrace(`${i}`, { service: "api", from: 0, to: work, attributes });
  }).flat();
}

Deno.test("fused names a grey replica where traces show that one is slow and the others are not", () => {
  const busy = { 0: 900, 1: 0.2, 2: 0.75 };
  const diagnose = (slower: number) => {
    const diagnoser = createDiagnoser("fused", contextOf(SYNTHETIC));
    diagnoser.fit({ ...observed(1, 60), spans: served(1) });
    return diagnoser.diagnose({ ...observed(2, 6, busy), spans: served(slower) });
  };
  const { suspect, fault, confidence, kinds } = diagnose(5);
  strictEqual(`${fault} at ${suspect}`, "grey_replica at api");
  ok(confidence > 0.5, `${confidence}`);
  const others = kinds!.filter((one) => one.service === "api" && one.fault !== "grey_replica");
  ok(others.every(({ probability }) => probability < 0.05));
  ok(diagnose(1).fault !== "grey_replica");
});

Deno.test("fused must be fitted before it diagnoses", () => {
  throws(() => createDiagnoser("fused", contextOf(SYNTHETIC)).diagnose(observed(1, 3)), /must be fitted/);
});

/** Latency and requests of three services in a row, web -> shop -> store, as a load balancer counts them. */
function counted(seed: number, { storeSeconds = 0.02, storeRequests = 100 } = {}): MetricTable {
  const stream = createStream(seed, "counted");
  const noisy = (x: number) => x * (1 + 0.02 * (stream.next() - 0.5));
  const excess = storeSeconds - 0.02;
  const column = (x: number) => Float64Array.from({ length: 30 }, () => noisy(x));
  return {
    indicators: ["web", "shop", "store"].flatMap((service) => [
      { service, metric: "seconds", role: "latency" as const },
      { service, metric: "count", role: "requests" as const },
    ]),
    timesSeconds: Float64Array.from({ length: 30 }, (_, i) => 60 * i),
    columns: [
      column(0.2 + excess),
      column(100),
      column(0.1 + excess),
      column(100),
      column(storeSeconds),
      column(storeRequests),
    ],
  };
}

const CHAIN = {
  services: ["web", "shop", "store"],
  graph: [{ caller: "web", callee: "shop" }, { caller: "shop", callee: "store" }],
  symptom: { service: "web" },
};

Deno.test("fused follows the anomalies of a system of which only the calls are known, and names no kind of fault", () => {
  const diagnoser = createDiagnoser("fused", CHAIN);
  diagnoser.fit({ metrics: counted(1) });
  const { suspect, fault, confidence, rationale } = diagnoser.diagnose({
    metrics: counted(2, { storeSeconds: 0.5 }),
  });
  strictEqual(suspect, "store");
  strictEqual(fault, undefined);
  ok(confidence > 0.5, `${confidence}`);
  match(rationale, /its seconds is 0.50*. averaged over 3 min, usually 0.02/);
});

Deno.test("fused names nobody where only the calls are known and nothing has moved", () => {
  const diagnoser = createDiagnoser("fused", CHAIN);
  diagnoser.fit({ metrics: counted(1) });
  const { confidence, ranking } = diagnoser.diagnose({ metrics: counted(2) });
  strictEqual(confidence, 0);
  ok(ranking.every(({ score }) => score === 0));
});

/** A request that web hands to shop and shop to store, which takes so long. */
function request(i: number, storeSeconds: number): Span[] {
  const startSeconds = 10 * i;
  const span = (service: string, depth: number, seconds: number): Span => ({
    traceId: `${i}`,
    spanId: `${i}-${depth}`,
    ...(depth > 0 && { parentSpanId: `${i}-${depth - 1}` }),
    service,
    kind: "server",
    name: "GET",
    startSeconds: startSeconds + 0.01 * depth,
    endSeconds: startSeconds + 0.01 * depth + seconds,
    failed: false,
  });
  return [
    span("web", 0, storeSeconds + 0.08),
    span("shop", 1, storeSeconds + 0.04),
    span("store", 2, storeSeconds),
  ];
}

Deno.test("fused finds who takes the time from spans alone", () => {
  const metrics = { indicators: [], timesSeconds: new Float64Array(0), columns: [] };
  const spans = (seconds: number) => Array.from({ length: 30 }, (_, i) => request(i, seconds)).flat();
  const diagnoser = createDiagnoser("fused", CHAIN);
  diagnoser.fit({ metrics, spans: spans(0.05) });
  const { suspect, evidence, confidence } = diagnoser.diagnose({ metrics, spans: spans(0.6) });
  strictEqual(suspect, "store");
  ok(confidence > 0.9);
  strictEqual(evidence![0]!.signal, "trace");
});

Deno.test("fused falls back on the metric that has moved most where nobody knows who calls whom", () => {
  const { services } = CHAIN;
  const diagnoser = createDiagnoser("fused", { services });
  diagnoser.fit({ metrics: counted(1) });
  const { suspect } = diagnoser.diagnose({ metrics: counted(2, { storeRequests: 900 }) });
  strictEqual(suspect, "store");
});

Deno.test("fused with gaps names the service as without, and the blame of one that exports nothing stays open", () => {
  const leak = { 0: 300, 2: 0.8, 3: 0.8 };
  const names = (missing: (column: number, row: number) => boolean) => {
    const gaps = (signals: Signals): Signals => ({
      ...signals,
      metrics: {
        ...signals.metrics,
        columns: signals.metrics.columns.map((column, i) =>
          column.map((x, row) => missing(i, row) ? NaN : x)
        ),
      },
    });
    const diagnoser = createDiagnoser("fused", contextOf(SYNTHETIC));
    diagnoser.fit(gaps(observed(1, 60)));
    return diagnoser.diagnose(gaps(observed(101, 6, leak)));
  };
  const whole = names(() => false);
  const lost = names((column, row) => (column + row) % 4 === 0);
  strictEqual(`${lost.fault} at ${lost.suspect}`, "memory_leak at api");
  ok(lost.confidence > 0.9, `${lost.confidence}`);
  const silent = names((column) => column >= 10);
  strictEqual(silent.suspect, "api");
  ok(silent.confidence < whole.confidence - 0.2, `${silent.confidence}`);
  const [second] = silent.ranking.slice(1);
  ok(second!.service === "db" && second!.score > 0.25, JSON.stringify(silent.ranking));
});

Deno.test("fused asks for opinions where its network holds that something is wrong and names nobody: late answers of a database that is measured where it is called", () => {
  const topology = checkTopology(late.topology);
  const healthy = createWindow(topology, late.warmupSteps);
  const recent = createWindow(topology, 24);
  late.rows.forEach((row, step) => {
    const observation = { step, timeSeconds: 5 * step, values: Float64Array.from(row) };
    if (step < late.warmupSteps) healthy.push(observation);
    if (step <= 21) recent.push(observation);
  });
  const diagnoser = createDiagnoser("fused", contextOf(topology));
  diagnoser.fit(healthy.signals());
  const { suspect, confidence } = diagnoser.diagnose(recent.signals(), {
    anomalous: true,
    scores: Float64Array.of(9, 0, 9),
    globalScore: 9,
  });
  strictEqual(suspect, "db");
  ok(confidence > 0.9, `${confidence}`);
});
