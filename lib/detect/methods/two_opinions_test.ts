import { ok, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { HEALTHY, synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createDetector, createStreamDetector } from "../catalogue.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 1 };

/** A detector fitted to sixty healthy steps, and the system that continues. */
function fitted(name: string, seed: number) {
  const observe = synthesize(seed);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) healthy.push(observe());
  const detector = createDetector(name, CONTEXT);
  detector.fit(healthy);
  return { detector, observe };
}

/** Alarms in 8,000 healthy steps. */
function falseAlarms(name: string): number {
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const { detector, observe } = fitted(name, seed);
    for (let step = 0; step < 200; step++) if (detector.update(observe()).anomalous) alarms++;
  }
  return alarms;
}

Deno.test("two-opinions raises no more alarms in health than operator-z", () => {
  const [both, alone] = [falseAlarms("two-opinions"), falseAlarms("operator-z")];
  ok(both <= alone && both <= 2, `${both} and ${alone} in 8,000 steps`);
});

Deno.test("two-opinions finds the service that fails, is slow or leaks, in the first step", () => {
  for (const values of [{ 1: 0.08 }, { 0: 2 * HEALTHY[0]! }, { 3: 0.6 }]) {
    const { detector, observe } = fitted("two-opinions", 3);
    const { scores, anomalous } = detector.update(observe({ values }));
    strictEqual(anomalous, true, JSON.stringify(values));
    ok(scores[0]! > scores[1]! && scores[0]! > scores[2]!, String(scores));
  }
});

Deno.test("two-opinions does not take half as much load again for an anomaly", () => {
  const { detector, observe } = fitted("two-opinions", 4);
  let alarms = 0;
  for (let step = 1; step <= 100; step++) {
    if (detector.update(observe({ load: 1 + step / 200 })).anomalous) alarms++;
  }
  strictEqual(alarms, 0);
});

Deno.test("two-opinions finds nothing anomalous before it is fitted", () => {
  strictEqual(createDetector("two-opinions", CONTEXT).update(synthesize(1)()).anomalous, false);
});

Deno.test("in a stream two-opinions finds what is large and rare, not what is only one of them", () => {
  const { next } = createStream(1, "two opinions test");
  const noise = () => normalQuantile(next());
  const point = (values: readonly number[]) => ({ timeSeconds: 0, values: Float64Array.from(values) });
  // The first value is steady at 100, with a spread far below the floor; the second triples in three points of ten.
  const usual = () => point([100 + 0.1 * noise(), 10 + noise() + (next() < 0.3 ? 20 : 0)]);
  const detector = createStreamDetector("two-opinions", { dimensions: 2, seed: 1 });
  detector.fit(Array.from({ length: 500 }, usual));
  const state = detector.saveState();
  const scoreOf = (values: readonly number[]) => {
    detector.loadState(state);
    return detector.update(point(values));
  };
  ok(scoreOf([160, 10]) >= 1, "large and rare");
  ok(scoreOf([104, 10]) < 1, "rare: 40 standard deviations, but less than 4 %");
  ok(scoreOf([100, 30]) < 1, "large, but nothing new");
});

Deno.test("two-opinions wants three more powers of ten of surprise for ten times as many services", () => {
  // Every deviation is large: the surprise decides.
  const score = (parameters: string) => {
    const { detector, observe } = fitted(`two-opinions:large=0.1,rare=5,${parameters}`, 5);
    return detector.update(observe({ values: { 1: 0.02 } })).scores[0]!;
  };
  const ratio = score("rarePerTenfold=0") / score("rarePerTenfold=3");
  ok(Math.abs(ratio - (5 + 3 * Math.log10(3)) / 5) < 1e-9, `${ratio}`);
});

Deno.test("two-opinions finds a CPU that is busy at the usual load, and not one that is as busy as the load asks for", () => {
  const { detector, observe } = fitted("two-opinions", 6);
  const { scores, anomalous } = detector.update(observe({ values: { 2: Math.min(0.99, 2 * HEALTHY[2]!) } }));
  strictEqual(anomalous, true, String(scores));
  ok(scores[0]! >= 1 && scores[1]! < 1 && scores[2]! < 1, String(scores));
});
