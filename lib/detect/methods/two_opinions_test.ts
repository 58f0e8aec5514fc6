import { ok, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { HEALTHY, synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createTwoOpinions } from "./two_opinions.ts";
import { createOperatorZ } from "./operator_z.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 1 };

/** A detector that has learnt sixty healthy steps, and the system going on. */
function fitted(create: typeof createTwoOpinions, seed: number) {
  const observe = synthesize(seed);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) healthy.push(observe());
  const detector = create(CONTEXT);
  detector.fit(healthy);
  return { detector, observe };
}

/** Alarms in so many healthy steps. */
function falseAlarms(create: typeof createTwoOpinions): number {
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const { detector, observe } = fitted(create, seed);
    for (let step = 0; step < 200; step++) if (detector.update(observe()).anomalous) alarms++;
  }
  return alarms;
}

Deno.test("the ensemble raises no more alarms in health than the robust z alone", () => {
  const [both, alone] = [falseAlarms(createTwoOpinions), falseAlarms(createOperatorZ)];
  ok(both <= alone && both <= 2, `${both} and ${alone} in 8,000 steps`);
});

Deno.test("the ensemble finds the service that fails, is slow or leaks, in the first step", () => {
  for (const values of [{ 1: 0.08 }, { 0: 2 * HEALTHY[0]! }, { 3: 0.6 }]) {
    const { detector, observe } = fitted(createTwoOpinions, 3);
    const { scores, anomalous } = detector.update(observe({ values }));
    strictEqual(anomalous, true, JSON.stringify(values));
    ok(scores[0]! > scores[1]! && scores[0]! > scores[2]!, String(scores));
  }
});

Deno.test("the ensemble takes half as much load again for what it is", () => {
  const { detector, observe } = fitted(createTwoOpinions, 4);
  let alarms = 0;
  for (let step = 1; step <= 100; step++) {
    if (detector.update(observe({ load: 1 + step / 200 })).anomalous) alarms++;
  }
  strictEqual(alarms, 0);
});

Deno.test("before it is fitted nothing is anomalous", () => {
  strictEqual(createTwoOpinions(CONTEXT).update(synthesize(1)()).anomalous, false);
});
