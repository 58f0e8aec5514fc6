import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  ERROR_RATE,
  LATENCY_P95_MS,
  NOOP,
  type Observation,
  PLATFORM,
  type Span,
} from "../../../model/mod.ts";
import { createEnvironment } from "../../environment.ts";
import type { EnvironmentOptions } from "../../environment_options.ts";

/** The observations of the steps from `from` to `to`, with 100 traces each unless said otherwise. */
function observe(
  options: EnvironmentOptions,
  { seed = 2, from, to }: { seed?: number; from: number; to: number },
): Observation[] {
  const quick = createEnvironment(options);
  quick.reset({ seed });
  for (let step = 1; step < from; step++) quick.step(NOOP);
  const environment = createEnvironment({ tracesPerStep: 100, ...options, signals: ["traces"] });
  environment.reset({ seed });
  environment.restore(quick.snapshot());
  return Array.from({ length: to - from + 1 }, () => environment.stepAhead(NOOP).observation);
}

const isRoot = (span: Span) => span.parentSpanId === undefined;
const seconds = (span: Span) => span.endSeconds - span.startSeconds;

const cases = [
  ["three-tier in health", { faultCount: 0 }, 0.004, 0.006],
  ["boutique in health", { topology: "boutique", faultCount: 0 }, 0.006, 0.01],
  ["a saturated api", { fault: "cpu_saturation:api:0.4" }, 0.02, 0.015],
  ["lost packets", { fault: "packet_loss:db:0.8" }, 0.02, 0.01],
  ["a partition", { fault: "partition:db:0.8" }, 0.02, 0.015],
  ["an exhausted pool", { fault: "pool_exhaustion:api:0.8" }, 0.02, 0.015],
  ["a poisoned cache", { fault: "cache_poison:cache:0.8" }, 0.02, 0.01],
  ["a full disk", { fault: "disk_full:db:0.8" }, 0.02, 0.01],
  ["a bad deployment in the shop", { topology: "boutique", fault: "bad_deploy:frontend:0.8" }, 0.02, 0.012],
] as const;

for (const [name, options, errors, tail] of cases) {
  Deno.test(`under ${name} 5 % of the sampled requests exceed the p95 of the metrics, and as many fail as they say`, () => {
    // Past the latest start of a fault (130), before the earliest end (130 + 60 is the latest start's).
    const seen = observe({ ...options, noise: 0, warmupSteps: 60, steps: 101 }, { from: 100, to: 125 });
    let requests = 0;
    let failed = 0;
    let expected = 0;
    let exceeding = 0;
    for (const { spans = [], values } of seen) {
      const roots = spans.filter(isRoot);
      requests += roots.length;
      failed += roots.filter((span) => span.failed).length;
      expected += roots.length * values[ERROR_RATE]!;
      exceeding += roots.filter((span) => 1000 * seconds(span) > values[LATENCY_P95_MS]!).length;
    }
    ok(requests > 2000);
    ok(
      Math.abs(failed - expected) / requests < errors,
      `errors ${failed / requests}, ${expected / requests}`,
    );
    ok(Math.abs(exceeding / requests - 0.05) < tail, `exceeding ${exceeding / requests}`);
  });
}

Deno.test("a trace is one tree: parents are there, ids are unique, a callee lies within its client span unless given up", () => {
  for (const options of [{ topology: "boutique" }, { topology: "random-25", faultCount: 4 }] as const) {
    const spans = observe({ ...options, tracesPerStep: 10 }, { from: 60, to: 160 }).flatMap((
      { spans = [] },
    ) => spans);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    strictEqual(byId.size, spans.length);
    for (const span of spans) {
      ok(/^[0-9a-f]{32}$/.test(span.traceId) && /^[0-9a-f]{16}$/.test(span.spanId));
      if (isRoot(span)) continue;
      const parent = byId.get(span.parentSpanId!)!;
      strictEqual(parent.traceId, span.traceId);
      ok(span.startSeconds >= parent.startSeconds - 1e-9);
      const abandoned = parent.attributes!["error.type"] === "timeout";
      ok(abandoned || span.endSeconds <= parent.endSeconds + 1e-9);
      strictEqual(parent.kind, span.kind === "server" ? "client" : "server");
      if (span.kind === "server") strictEqual(parent.attributes!["server.address"], span.service);
      else strictEqual(parent.service, span.service);
    }
    strictEqual(new Set(spans.map(({ traceId }) => traceId)).size, spans.filter(isRoot).length);
  }
});

Deno.test("spans carry the attributes that the conventions ask for, on both sides of a call", () => {
  const spans = observe({ topology: "boutique", fault: "error_burst", tracesPerStep: 20 }, {
    from: 100,
    to: 140,
  })
    .flatMap(({ spans = [] }) => spans);
  const database = ["db.system.name", "db.operation.name", "db.collection.name", "db.query.summary"];
  for (const { kind, service, attributes = {}, failed, name } of spans) {
    const store = /shop-db|cache/.test(kind === "client" ? `${attributes["server.address"]}` : service);
    const wanted = store ? database : [
      "http.request.method",
      ...(kind === "server" ? ["http.route", "http.response.status_code", "service.version"] : []),
    ];
    deepStrictEqual(wanted.filter((key) => attributes[key] === undefined), [], `${kind} ${name}`);
    strictEqual(failed, attributes["error.type"] !== undefined);
    if (kind === "server" && !store) {
      strictEqual(failed, Number(attributes["http.response.status_code"]) >= 500);
    }
    ok(name.length > 0);
  }
});

Deno.test("1,000 steps of three faults give no time that is no number and no span of negative length", () => {
  const environment = createEnvironment({
    topology: "boutique",
    faultCount: 3,
    steps: 1000,
    signals: ["logs", "traces"],
    tracesPerStep: 5,
    decoys: 3,
  });
  environment.reset({ seed: 6 });
  let spans = 0;
  for (let step = 1; step <= 1000; step++) {
    const action = step % 50 === 0
      ? { kind: "open_breaker", caller: "cart", callee: "shop-db" } as const
      : NOOP;
    const { observation } = environment.step(action);
    for (const span of observation.spans!) {
      spans++;
      ok(span.startSeconds >= 5 * step && span.endSeconds >= span.startSeconds, `step ${step}`);
      ok((span.events ?? []).every(({ timeSeconds }) => timeSeconds >= span.startSeconds - 1e-9));
      if (isRoot(span)) ok(span.startSeconds < 5 * (step + 1));
    }
    ok(
      observation.logs!.every(({ timeSeconds, body }) =>
        timeSeconds >= 5 * step && !/NaN|undefined/.test(body)
      ),
    );
  }
  ok(spans > 40_000);
});

Deno.test("a call to a service that is down is refused after 1 ms where the network takes no time, long before its time limit", () => {
  const environment = createEnvironment({
    faultCount: 0,
    tracesPerStep: 100,
    signals: ["traces"],
    steps: 101,
  });
  environment.reset({ seed: 2 });
  const refused: Span[] = [];
  for (let step = 0; step < 8; step++) {
    const { observation } = environment.step(step === 2 ? { kind: "failover", service: "db" } : NOOP);
    refused.push(
      ...observation.spans!.filter(({ attributes }) => attributes?.["error.type"] === "connection_refused"),
    );
  }
  const down = refused.filter(({ kind }) => kind === "client");
  ok(down.length > 20, `${down.length} of ${refused.length}`);
  ok(
    down.every((span) => Math.abs(seconds(span) - 1e-3) < 1e-9),
    String(Math.max(...down.map(seconds))),
  );
});

Deno.test("an open breaker holds back nearly all calls in the twelve steps in which it is open, and none after", () => {
  const environment = createEnvironment({ faultCount: 0, tracesPerStep: 200, signals: ["traces"], noise: 0 });
  environment.reset({ seed: 2 });
  const shares = Array.from({ length: 15 }, (_, step) => {
    const { observation } = environment.step(
      step === 0 ? { kind: "open_breaker", caller: "api", callee: "cache" } : NOOP,
    );
    const spans = observation.spans!;
    const arrived = spans.filter(({ kind, service }) => kind === "server" && service === "cache").length;
    return arrived / spans.filter(isRoot).length;
  });
  const { durationSteps, heldBackShare } = PLATFORM.breaker;
  shares.forEach((share, step) => {
    const expected = step < durationSteps ? 1 - heldBackShare : 1;
    ok(Math.abs(share - expected) < 0.06, `step ${step}: ${share} of the requests got to the cache`);
  });
});
