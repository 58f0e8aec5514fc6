import { ok, strictEqual } from "node:assert";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createWindow } from "../../observe/mod.ts";
import { createDetector } from "../catalogue.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };
const detector = createDetector("slo-limits", { topology: SYNTHETIC, slo: SLO, seed: 1 });
detector.fit(createWindow(SYNTHETIC, 1));

Deno.test("slo-limits alarms on the front exactly where the SLO is violated", () => {
  const observe = synthesize(1);
  strictEqual(detector.update(observe({ values: { 0: 219 } })).anomalous, false);
  strictEqual(detector.update(observe({ values: { 0: 221 } })).anomalous, true);
  strictEqual(detector.update(observe({ values: { 1: 0.059 } })).anomalous, false);
  strictEqual(detector.update(observe({ values: { 1: 0.061 } })).anomalous, true);
});

Deno.test("slo-limits alarms on CPU, memory and errors of any service, not on latency behind the front", () => {
  const observe = synthesize(2);
  for (const values of [{ 12: 0.9 }, { 8: 0.85 }, { 11: 0.06 }]) {
    ok(detector.update(observe({ values })).anomalous);
  }
  strictEqual(detector.update(observe({ values: { 10: 900 } })).anomalous, false);
});
