import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
  STEP_SECONDS,
} from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { createSimulatedSystem } from "../sources/simulator/simulated_system.ts";
import { createAgentMetrics } from "./agent_metrics.ts";
import { LATENCY_BUCKETS_SECONDS } from "./counted_histogram.ts";
import { exposeMetrics, metricsText, openMetricsText } from "./expose.ts";
import { createServiceMetrics } from "./service_metrics.ts";
import { quantileOf, samplesOf } from "./testing/read_exposition.ts";

const FAULTS = [
  ["three-tier", "slow_query", "db"],
  ["three-tier", "error_burst", "api"],
  ["boutique", "traffic_surge", "frontend"],
  ["boutique", "memory_leak", "cart"],
  ["replicated", "cpu_saturation", "api"],
] as const;

Deno.test("the exported histograms, counters and gauges give back what the simulator measured, within a bucket's width", async () => {
  let [compared, apart] = [0, 0];
  for (const [name, type, service] of FAULTS) {
    const topology = createTopology(name);
    const system = createSimulatedSystem({ topology, seed: 5 });
    const metrics = createServiceMetrics(system);
    let before = samplesOf(await metrics.registry.metrics());
    for (let step = 1; step <= 100; step++) {
      if (step === 20) system.inject({ type, service, severity: 0.9 });
      system.advance();
      metrics.update(STEP_SECONDS);
      const now = samplesOf(await metrics.registry.metrics());
      for (const [row, { name }] of topology.services.entries()) {
        const value = (metric: number) => system.observation.values[row * METRIC_COUNT + metric]!;
        const there = `${type} in ${topology.name}: ${name} in step ${step}`;
        const grown = (sample: string) => (now.get(sample) ?? 0) - (before.get(sample) ?? 0);
        const counted = (status: string) =>
          grown(`http_server_request_duration_seconds_count{service="${name}",status="${status}"}`);
        const all = counted("200") + counted("500");
        const requests = value(REQUEST_RATE) * STEP_SECONDS;
        ok(Math.abs(all - requests) <= 2, `${there}: ${all} of ${requests} requests`);
        if (requests < 50) continue;
        ok(Math.abs(counted("500") / all - value(ERROR_RATE)) <= 2 / all, `${there}: errors`);
        const p95 = value(LATENCY_P95_MS) / 1000;
        const below = (le: string) =>
          ["200", "500"].reduce(
            (sum, status) =>
              sum +
              grown(
                `http_server_request_duration_seconds_bucket{service="${name}",status="${status}",le="${le}"}`,
              ),
            0,
          );
        const bound = LATENCY_BUCKETS_SECONDS.findIndex((bound) => bound >= p95);
        const [low, high] = [LATENCY_BUCKETS_SECONDS[bound - 1], LATENCY_BUCKETS_SECONDS[bound]];
        // Counts are whole, and errors are as many as were measured: the rank may be a few requests off.
        const slack = 0.004 * all + 2;
        ok(
          low === undefined || below(String(low)) <= 0.95 * all + slack,
          `${there}: too many below its p95 ${p95}`,
        );
        ok(
          high === undefined || below(String(high)) >= 0.95 * all - slack,
          `${there}: too few up to its p95 ${p95}`,
        );
        const found = quantileOf(0.95, LATENCY_BUCKETS_SECONDS, below);
        if (Math.abs(Math.log(found / Math.min(p95, LATENCY_BUCKETS_SECONDS.at(-1)!))) > Math.log(1.2)) {
          apart++;
        }
        compared++;
        const limit = now.get(`process_cpu_limit_cores{service="${name}"}`)!;
        const cpu = grown(`process_cpu_seconds_total{service="${name}"}`) / STEP_SECONDS / limit;
        ok(Math.abs(cpu - value(CPU_UTILISATION)) < 1e-6, `${there}: CPU ${cpu}`);
        const memory = now.get(`process_resident_memory_bytes{service="${name}"}`)! /
          now.get(`process_memory_limit_bytes{service="${name}"}`)!;
        ok(Math.abs(memory - value(MEMORY_UTILISATION)) < 1e-6, `${there}: memory`);
      }
      before = now;
    }
  }
  ok(compared > 2000, String(compared));
  ok(apart < 0.01 * compared, `${apart} of ${compared} lie more than a bucket apart`);
});

Deno.test("no counter ever falls, and no bucket exceeds a larger one", async () => {
  const system = createSimulatedSystem({ topology: createTopology("three-tier"), seed: 2 });
  const metrics = createServiceMetrics(system);
  let before = new Map<string, number>();
  for (let step = 1; step <= 60; step++) {
    if (step === 10) system.inject({ type: "partition", service: "db" });
    system.advance();
    // A twentieth of a second a step: most buckets get less than one request.
    metrics.update(0.05);
    const now = samplesOf(await metrics.registry.metrics());
    for (const [name, value] of now) {
      if (/_(bucket|count|sum|total)\b/.test(name)) ok(value >= (before.get(name) ?? 0), name);
    }
    for (const service of ["api", "cache", "db"]) {
      for (const status of ["200", "500"]) {
        const buckets = [...LATENCY_BUCKETS_SECONDS.map(String), "+Inf"].map((le) =>
          now.get(
            `http_server_request_duration_seconds_bucket{service="${service}",status="${status}",le="${le}"}`,
          )!
        );
        ok(buckets.every((count, i) => i === 0 || count >= buckets[i - 1]!));
      }
    }
    before = now;
  }
});

Deno.test("text and OpenMetrics say the same, in any order of asking, and only the latter ends with EOF", async () => {
  const system = createSimulatedSystem({ topology: createTopology("three-tier"), seed: 2 });
  const services = createServiceMetrics(system);
  system.advance();
  services.update(5);
  const agent = createAgentMetrics();
  agent.alarm();
  const registries = [services.registry, agent.registry];
  const text = await metricsText(registries);
  const open = await openMetricsText(registries);
  strictEqual(await metricsText(registries), text);
  deepStrictEqual(samplesOf(open), samplesOf(text));
  ok(open.endsWith("# EOF\n") && !text.includes("# EOF"));
  ok(text.includes("# TYPE aiops_alarms_total counter") && open.includes("# TYPE aiops_alarms counter\n"));
});

Deno.test("OpenMetrics is answered to who accepts it, and only GET is answered", async () => {
  const { registry } = createAgentMetrics();
  const ask = async (accept: string, method = "GET") => {
    const response = await exposeMetrics(
      [registry],
      new Request("http://x/metrics", { method, headers: { accept } }),
    );
    await response.body?.cancel();
    return `${response.status} ${response.headers.get("content-type")?.split(";")[0]}`;
  };
  const prometheus =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
  strictEqual(await ask(prometheus), "200 application/openmetrics-text");
  strictEqual(await ask("text/html,*/*"), "200 text/plain");
  strictEqual(await ask("application/openmetrics-text;q=0"), "200 text/plain");
  strictEqual(await ask("*/*", "POST"), "405 text/plain");
});

Deno.test("the agent's metrics count what it is told, with a bounded number of series", async () => {
  const metrics = createAgentMetrics();
  metrics.step({ seconds: 0.02, sloBreached: true });
  metrics.step({ seconds: 0.02, sloBreached: false });
  metrics.diagnosis("db");
  metrics.action({ kind: "restart", outcome: "done" });
  metrics.refusal({ kind: "scale", rule: "cooldown" });
  metrics.source({ available: false, failures: 3, skewSeconds: 30, notes: [] });
  metrics.source({ available: true, failures: 5, skewSeconds: 0, notes: [] });
  metrics.open({ incidents: 1, approvals: 2 });
  const samples = samplesOf(await metrics.registry.metrics());
  const expected = {
    "aiops_steps_total": 2,
    "aiops_slo_breached_steps_total": 1,
    'aiops_diagnoses_total{service="db"}': 1,
    'aiops_actions_total{kind="restart",outcome="done"}': 1,
    'aiops_refusals_total{kind="scale",rule="cooldown"}': 1,
    "aiops_source_failures_total": 5,
    "aiops_source_up": 1,
    "aiops_source_clock_skew_seconds": 0,
    "aiops_incidents_open": 1,
    "aiops_approvals_pending": 2,
    "aiops_loop_duration_seconds_count": 2,
  };
  for (const [name, value] of Object.entries(expected)) strictEqual(samples.get(name), value, name);
  for (let i = 0; i < 5000; i++) metrics.refusal({ kind: "scale", rule: `rule ${i}` });
  ok((await metrics.registry.metrics()).split("\n").length < 600);
});
