import { ok, strictEqual } from "node:assert";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createWindow } from "../../observe/mod.ts";
import { createDetector } from "../catalogue.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };

function fitted(seed: number) {
  const observe = synthesize(seed);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) healthy.push(observe({ load: 1 + 0.15 * Math.sin(i / 10) }));
  const detector = createDetector("operator-z", { topology: SYNTHETIC, slo: SLO, seed });
  detector.fit(healthy);
  return { detector, observe };
}

Deno.test("operator-z raises no alarm in 10,000 healthy steps while the load swings by 30 %", () => {
  const { detector, observe } = fitted(1);
  let alarms = 0;
  for (let i = 0; i < 10_000; i++) {
    if (detector.update(observe({ load: 1 + 0.3 * Math.sin(i / 40) })).anomalous) alarms++;
  }
  strictEqual(alarms, 0);
});

Deno.test("operator-z names the service of each metric that goes wrong", () => {
  const wrong = [[0, 0, 300], [0, 1, 0.2], [0, 2, 0.99], [2, 3, 0.9], [2, 4, 60], [2, 1, 0.3]] as const;
  for (const [service, metric, value] of wrong) {
    const { detector, observe } = fitted(2);
    const { scores, anomalous, globalScore } = detector.update(
      observe({ values: { [service * 5 + metric]: value } }),
    );
    ok(anomalous && scores[service]! >= 1, `service ${service}, metric ${metric}`);
    strictEqual(scores.indexOf(Math.max(...scores)), service);
    ok(Math.abs(globalScore - (scores[0]! + scores[1]! + scores[2]!) / 3) < 1e-12);
  }
});

Deno.test("operator-z sees errors although the warm-up had none", () => {
  const { detector, observe } = fitted(3);
  ok(detector.update(observe({ values: { 11: 0.1 } })).scores[2]! > 1);
});

Deno.test("operator-z judges CPU per request: high CPU is normal under high load, not without it", () => {
  const { detector, observe } = fitted(4);
  ok(detector.update(observe({ values: { 2: 0.62, 4: 125 } })).scores[0]! < 1);
  ok(detector.update(observe({ values: { 2: 0.95, 4: 100 } })).scores[0]! > 1);
});

Deno.test("operator-z holds nothing to be anomalous before it is fitted", () => {
  const detector = createDetector("operator-z", { topology: SYNTHETIC, slo: SLO, seed: 1 });
  strictEqual(detector.update(synthesize(1)({ values: { 1: 1 } })).globalScore, 0);
});

Deno.test("operator-z takes a latency of a few milliseconds for anomalous from 12 ms above it, whose spread counts as 2 ms or more", () => {
  const { observe } = fitted(5);
  const still = createWindow(SYNTHETIC, 60);
  const calm = observe({});
  const values = calm.values.slice();
  values[5] = 5;
  for (let step = 0; step < 60; step++) still.push({ ...calm, step, values });
  const detector = createDetector("operator-z", { topology: SYNTHETIC, slo: SLO, seed: 5 });
  detector.fit(still);
  const scoreAt = (latencyP95Ms: number) =>
    detector.update({ ...calm, values: values.map((x, i) => i === 5 ? latencyP95Ms : x) }).scores[1]!;
  ok(scoreAt(5 + 11.9) < 1 && scoreAt(5 + 12.1) >= 1, `${scoreAt(16.9)} ${scoreAt(17.1)}`);
});
