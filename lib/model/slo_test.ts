import { strictEqual } from "node:assert";
import { breachesSlo } from "./slo.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };

/** Rows of five metrics for two services, of which the second is the front. */
const front = (latencyP95Ms: number, errorRate: number) =>
  Float64Array.of(9999, 1, 1, 1, 1, latencyP95Ms, errorRate, 1, 1, 1);

Deno.test("breachesSlo() is about the front's p95 and error rate alone, each above its limit and not at it", () => {
  strictEqual(breachesSlo(front(220, 0.06), 1, SLO), false);
  strictEqual(breachesSlo(front(220.1, 0), 1, SLO), true);
  strictEqual(breachesSlo(front(1, 0.0601), 1, SLO), true);
  strictEqual(breachesSlo(front(1, 0), 0, SLO), true);
});

Deno.test("what is no number breaches the SLO", () => {
  const slo = { latencyP95Ms: 220, errorRate: 0.06 };
  for (const [latency, errors] of [[NaN, 0], [100, NaN], [Infinity, 0]] as const) {
    strictEqual(breachesSlo(Float64Array.of(latency, errors, 0.5, 0.5, 100), 0, slo), true);
  }
  strictEqual(breachesSlo(Float64Array.of(220, 0.06, 0.5, 0.5, 100), 0, slo), false);
});
