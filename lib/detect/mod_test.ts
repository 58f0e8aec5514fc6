import { ok, strictEqual, throws } from "node:assert";
import { createWindow } from "../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createDetector, DETECTORS } from "./mod.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 1 };

for (const name of DETECTORS) {
  Deno.test(`the detector ${name} scores each service, gives their mean, and an alarm where one reaches 1`, () => {
    const detector = createDetector(name, CONTEXT);
    strictEqual(detector.name, name);
    const observe = synthesize(1);
    const healthy = createWindow(SYNTHETIC, 60);
    for (let i = 0; i < 60; i++) healthy.push(observe());
    detector.fit(healthy);
    for (const values of [{}, { 0: 2000, 1: 0.9, 2: 1 }]) {
      const { scores, globalScore, anomalous } = detector.update(observe({ values }));
      strictEqual(scores.length, 3);
      ok(scores.every((score) => score >= 0 && Number.isFinite(score)));
      ok(Math.abs(globalScore - scores.reduce((sum, score) => sum + score, 0) / 3) < 1e-12);
      strictEqual(anomalous, scores.some((score) => score >= 1));
    }
  });
}

Deno.test("a wrong name of a detector is answered with the nearest one", () => {
  throws(() => createDetector("robust_z", CONTEXT), {
    name: "UsageError",
    message: /did you mean "robust-z"\?/,
  });
});
