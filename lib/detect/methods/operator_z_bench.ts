import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createDetector, DETECTORS } from "../mod.ts";

const observe = synthesize(1);
const healthy = createWindow(SYNTHETIC, 60);
for (let i = 0; i < 60; i++) healthy.push(observe());
const observation = observe();

for (const name of DETECTORS) {
  const detector = createDetector(name, {
    topology: SYNTHETIC,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
    seed: 1,
  });
  detector.fit(healthy);
  Deno.bench(`${name}, one observation of three services`, {
    group: "update",
    baseline: name === "isolation-forest",
  }, () => {
    detector.update(observation);
  });
}
