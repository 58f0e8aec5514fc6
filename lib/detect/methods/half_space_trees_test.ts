import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

const { next } = createStream(1, "half-space trees test");
const near = (a: number, b: number) => ({
  timeSeconds: 0,
  values: Float64Array.of(a + 0.1 * normalQuantile(next()), b + 0.1 * normalQuantile(next())),
});
const SPREAD = Array.from({ length: 500 }, (_, i) => i % 2 === 0 ? near(0, 0) : near(1, 1));
const mean = (scores: readonly number[]) => scores.reduce((sum, score) => sum + score) / scores.length;

Deno.test("half-space trees score an empty corner between two clusters above either, and learn it within two windows", () => {
  const trees = createStreamDetector("half-space-trees", { dimensions: 2, seed: 1 });
  trees.fit(SPREAD);
  const inside = mean(
    Array.from({ length: 200 }, (_, i) => trees.update(i % 2 === 0 ? near(0, 0) : near(1, 1))),
  );
  const corner = trees.update(near(0, 1));
  ok(corner > 1.5 * inside, `${corner} against ${inside}`);
  for (let i = 0; i < 500; i++) trees.update(near(0, 1));
  ok(trees.update(near(0, 1)) < inside, "what has come 500 times");
});

Deno.test("half-space trees forget: a cluster that is gone is anomalous again after two windows", () => {
  const trees = createStreamDetector("half-space-trees", { dimensions: 2, seed: 2 });
  trees.fit(SPREAD);
  const before = trees.update(near(1, 1));
  for (let i = 0; i < 500; i++) trees.update(near(0, 0));
  const after = trees.update(near(1, 1));
  ok(after > 2 * before, `${before} then ${after}`);
});
