import { Histogram, Registry } from "prom-client";
import { ERROR_RATE, LATENCY_P95_MS, METRIC_COUNT, REQUEST_RATE, STEP_SECONDS } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { createSimulatedSystem } from "../sources/simulator/simulated_system.ts";
import { LATENCY_BUCKETS_SECONDS } from "./counted_histogram.ts";
import { metricsText } from "./expose.ts";
import { createServiceMetrics } from "./service_metrics.ts";

const system = createSimulatedSystem({ topology: createTopology("random-50"), seed: 1 });
const metrics = createServiceMetrics(system);
metrics.update(STEP_SECONDS);

Deno.bench(
  "a step of 50 services into histograms by their distribution",
  { group: "step", baseline: true },
  () => {
    metrics.update(STEP_SECONDS);
  },
);

const one = new Histogram({
  name: "requests",
  help: "requests",
  labelNames: ["service", "status"],
  buckets: [...LATENCY_BUCKETS_SECONDS],
  registers: [new Registry()],
});

Deno.bench("the same requests one by one, by prom-client", { group: "step" }, () => {
  const { values } = system.observation;
  for (const [row, { name: service }] of system.topology.services.entries()) {
    const value = (metric: number) => values[row * METRIC_COUNT + metric]!;
    const requests = Math.round(value(REQUEST_RATE) * STEP_SECONDS);
    for (let i = 0; i < requests; i++) {
      const status = i < requests * value(ERROR_RATE) ? "500" : "200";
      one.observe({ service, status }, value(LATENCY_P95_MS) * i / requests / 1000);
    }
  }
});

Deno.bench("a step of the simulated system itself", { group: "step" }, () => void system.advance());

Deno.bench("a scrape of 50 services", async () => void await metricsText([metrics.registry]));
