import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream } from "../../random/mod.ts";
import { createDetector } from "../catalogue.ts";
import { trainNpmForest } from "../parts/train_npm_forest.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };
const STRANGE = { values: { 0: 900, 1: 0.4, 2: 0.99, 3: 0.9 } };

function healthyWindow(seed: number) {
  const observe = synthesize(seed);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) healthy.push(observe());
  return { healthy, observe };
}

function scoresWith(seed: number): number[] {
  const { healthy, observe } = healthyWindow(1);
  const forest = createDetector("prototype-forest", { topology: SYNTHETIC, slo: SLO, seed });
  forest.fit(healthy);
  return [...forest.update(observe(STRANGE)).scores];
}

Deno.test("prototype-forest finds the service that looks like nothing in its warm-up", () => {
  const [api, cache, db] = scoresWith(1);
  ok(api! >= 1 && cache! < api! && db! < api!, `${api}, ${cache}, ${db}`);
});

Deno.test("prototype-forest depends on its seed only", () => {
  deepStrictEqual(scoresWith(1), scoresWith(1));
  notDeepStrictEqual(scoresWith(1), scoresWith(2));
});

Deno.test("training the forest of the package restores Math.random, even if it fails", () => {
  const own = Math.random;
  scoresWith(1);
  strictEqual(Math.random, own);
  const broken = createWindow(SYNTHETIC, 4);
  const series = () => {
    throw new Error("no data");
  };
  const forest = createDetector("prototype-forest", { topology: SYNTHETIC, slo: SLO, seed: 1 });
  try {
    forest.fit({ ...broken, length: 4, series });
  } catch { /* what it throws does not matter here */ }
  strictEqual(Math.random, own);
});

Deno.test("prototype-forest judges by the new window once it is fitted again", () => {
  const { healthy, observe } = healthyWindow(1);
  const strange = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 60; i++) strange.push(observe(STRANGE));
  const forest = createDetector("prototype-forest", { topology: SYNTHETIC, slo: SLO, seed: 1 });
  forest.fit(healthy);
  const before = forest.update(observe(STRANGE)).scores[0]!;
  forest.fit(strange);
  ok(forest.update(observe(STRANGE)).scores[0]! < before);
});

Deno.test("prototype-forest scores latency, errors, CPU and memory by the package's forest, over 0.62", () => {
  const { healthy, observe } = healthyWindow(1);
  const forest = createDetector("prototype-forest", { topology: SYNTHETIC, slo: SLO, seed: 5 });
  forest.fit(healthy);
  const rows = Array.from(
    { length: 60 },
    (_, i) => [0, 1, 2, 3].map((metric) => healthy.series(0, metric)[i]!),
  );
  const own = trainNpmForest(rows, { stream: createStream(5, "isolation-forest"), trees: 100 });
  for (const values of [STRANGE.values, {}, { 0: 90 }, { 2: 0.58, 3: 0.47 }]) {
    const observation = observe({ values });
    const row = [...observation.values.slice(0, 4)];
    strictEqual(forest.update(observation).scores[0], own.predict([row])[0]! / 0.62);
  }
  const base = observe();
  const scoreWith = (metric: number, value: number) =>
    forest.update({ ...base, values: base.values.with(metric, value) }).scores[0]!;
  deepStrictEqual(
    [900, 0.4, 0.99, 0.9, 1e6].map((value, metric) => scoreWith(metric, value) > scoreWith(4, 100)),
    [true, true, true, true, false],
  );
});
