import { ok } from "node:assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { METRIC_COUNT, METRICS, STEP_SECONDS } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { parseLiveConfig } from "../config/parse.ts";
import type { PrometheusConfig } from "../config/source_schema.ts";
import { createServiceMetrics } from "../exposition/service_metrics.ts";
import { metricsText } from "../exposition/expose.ts";
import { createPrometheusSource } from "./prometheus/prometheus.ts";
import { createSimulatedSystem } from "./simulator/simulated_system.ts";
import { fakePrometheus } from "./testing/fake_prometheus.ts";

const STEPS_PER_DAY = 86_400 / STEP_SECONDS;
/** A step may take so long (s), for 5 % of a core at a step of 5 s. */
const MAX_STEP_SECONDS = 0.05 * STEP_SECONDS;
/** What the heap may grow by. */
const MAX_GROWTH_BYTES = 8e6;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** The heap after each twenty-fourth of so many steps, without garbage. */
async function heapsOver(
  steps: number,
  step: (number: number) => Promise<void>,
): Promise<{ heaps: number[]; secondsPerStep: number }> {
  const heaps: number[] = [];
  const start = performance.now();
  for (let i = 1; i <= steps; i++) {
    await step(i);
    if (i % Math.ceil(steps / 24) !== 0) continue;
    collectGarbage();
    heaps.push(Deno.memoryUsage().heapUsed);
  }
  return { heaps, secondsPerStep: (performance.now() - start) / 1000 / steps };
}

function requireFlat({ heaps, secondsPerStep }: { heaps: number[]; secondsPerStep: number }): void {
  const growth = Math.max(...heaps.slice(-4)) - Math.max(...heaps.slice(1, 5));
  ok(growth < MAX_GROWTH_BYTES, `${growth} bytes more: ${heaps.map((heap) => Math.round(heap / 1e5) / 10)}`);
  ok(secondsPerStep < MAX_STEP_SECONDS, `${secondsPerStep} s a step`);
}

Deno.test("a day of observing 50 services needs no more memory at its end than at its start, and little time", async () => {
  const topology = createTopology("random-50");
  let now = 1_700_000_000;
  const clock = { now: () => now, sleep: () => new Promise<void>(() => {}) };
  const server = fakePrometheus(clock);
  const names = topology.services.map(({ name }) => name);
  for (const [column, metric] of METRICS.entries()) {
    server.series.set(
      metric,
      names.map((service, row) => ({
        labels: { service },
        value: (at) => (at + row * METRIC_COUNT + column) % 100,
      })),
    );
  }
  const { source: config } = parseLiveConfig({
    ...{ name: "day", topology: "random-50", slo: { latencyP95Ms: 300, errorRate: 0.05 } },
    source: {
      ...{ type: "prometheus", url: "http://127.0.0.1:1" },
      queries: Object.fromEntries(METRICS.map((metric) => [metric, metric])),
    },
  });
  const source = createPrometheusSource(config as PrometheusConfig, {
    ...{ topology, clock, stepSeconds: STEP_SECONDS, send: server.send },
  });
  requireFlat(
    await heapsOver(STEPS_PER_DAY, async (step) => {
      now += STEP_SECONDS;
      const { values } = await source.observe(step, now);
      ok(values.every((value) => !Number.isNaN(value)));
      server.seen.length = 0;
    }),
  );
});

Deno.test("hours of serving a system of 50 services need no more memory at its end than at its start, and little time", async () => {
  const system = createSimulatedSystem({ topology: createTopology("random-50"), seed: 1 });
  const metrics = createServiceMetrics(system);
  requireFlat(
    await heapsOver(STEPS_PER_DAY / 6, async (step) => {
      system.advance();
      metrics.update(STEP_SECONDS);
      if (step % 60 === 0) await metricsText([metrics.registry]);
    }),
  );
});
