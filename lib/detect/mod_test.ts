import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createWindow } from "../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import {
  createDetector,
  DETECTORS,
  detectors,
  type ServiceDetectorContext,
  STREAM_DETECTORS,
  THRESHOLDS,
} from "./mod.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 1 };
/** The first service is ten times as slow, most of its requests fail, and its CPU is busy. */
const GROSS_FAULT = { values: { 0: 2000, 1: 0.9, 2: 1 } };
type Choice = Parameters<typeof createDetector>[0];

/** A detector that has learnt 120 healthy observations, and the system going on. */
function fitted(choice: Choice, context: ServiceDetectorContext = CONTEXT) {
  const detector = createDetector(choice, context);
  const observe = synthesize(1);
  const healthy = createWindow(SYNTHETIC, 120);
  for (let i = 0; i < 120; i++) healthy.push(observe());
  detector.fit(healthy);
  return { detector, observe };
}

function isSane({ detector, observe }: ReturnType<typeof fitted>): void {
  for (const values of [{}, GROSS_FAULT.values, { 0: 0, 1: 0, 2: 0, 3: 0, 4: 0 }, {}]) {
    const { scores, globalScore, anomalous } = detector.update(observe({ values }));
    strictEqual(scores.length, 3);
    ok(scores.every((score) => score >= 0 && Number.isFinite(score)), String(scores));
    ok(
      Math.abs(globalScore - scores.reduce((sum, score) => sum + score, 0) / 3) <= 1e-9 * (1 + globalScore),
    );
    strictEqual(anomalous, scores.some((score) => score >= 1));
  }
}

for (const name of DETECTORS) {
  Deno.test(`the detector ${name} scores each service, gives their mean, and an alarm where one reaches 1`, () => {
    const agent = fitted(name);
    strictEqual(agent.detector.name, name);
    isSane(agent);
  });

  Deno.test(`the detector ${name} finds nothing anomalous before it is fitted`, () => {
    const { scores, anomalous } = createDetector(name, CONTEXT).update(synthesize(1)(GROSS_FAULT));
    deepStrictEqual([[...scores], anomalous], [[0, 0, 0], false]);
  });
}

for (const { name, parameters } of detectors.list()) {
  if (detectors.get(name).services === undefined) continue;
  for (const { name: parameter, least, greatest } of parameters) {
    for (const value of [least!, greatest!]) {
      Deno.test(`the detector ${name} judges services with ${parameter} = ${value}`, () => {
        isSane(fitted({ name, [parameter]: value }));
      });
    }
  }
}

const OWN_LIMITS = DETECTORS.filter((name) => detectors.get(name).services !== undefined);
const WITH_THRESHOLD = STREAM_DETECTORS.filter((name) => !OWN_LIMITS.includes(name));
/** These see nothing in the features of a service, whatever happens to it. */
const BLIND = ["null", "random", "burn-rate"];

for (const threshold of THRESHOLDS) {
  // High enough for bounded scores to exceed the level, and for p-values to be as low after 60 scores.
  const choice = { name: threshold, falseAlarmRate: 0.03 };
  for (const name of WITH_THRESHOLD) {
    Deno.test(`the detector ${name} with the threshold ${threshold} ${BLIND.includes(name) ? "scores" : "finds a gross fault of"} a service`, () => {
      const { detector, observe } = fitted(name, { ...CONTEXT, threshold: choice });
      for (let step = 0; step < 20; step++) detector.update(observe());
      const found = Array.from({ length: 12 }, () => detector.update(observe(GROSS_FAULT)));
      ok(found.every(({ scores }) => scores.every((score) => Number.isFinite(score) && score >= 0)));
      if (!BLIND.includes(name)) ok(found.some(({ scores }) => scores[0]! >= 1), String(found[0]!.scores));
    });
  }
}

for (const name of WITH_THRESHOLD) {
  Deno.test(`the detector ${name} raises few alarms in health`, () => {
    const { detector, observe } = fitted(name);
    let alarms = 0;
    for (let step = 0; step < 500; step++) {
      alarms += detector.update(observe({ load: 1 + 0.1 * Math.sin(step / 20) })).scores.filter((score) =>
        score >= 1
      ).length;
    }
    ok(alarms <= 15, `${alarms} in 1,500 steps of a service`);
  });
}

for (const name of OWN_LIMITS) {
  Deno.test(`the detector ${name} has limits of its own and takes no threshold`, () => {
    throws(() => createDetector(name, { ...CONTEXT, threshold: "spot" }), {
      name: "UsageError",
      message: `The detector "${name}" has limits of its own and takes no threshold, found "spot"`,
    });
  });
}

Deno.test("a wrong name of a detector is answered with the nearest one", () => {
  throws(() => createDetector("robust_z", CONTEXT), {
    name: "UsageError",
    message: /did you mean "robust-z"\?/,
  });
});
