import { deepStrictEqual, ok } from "node:assert";
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

/** The scores of 0 and 1 after a warm-up of one window of zeros and ones, by trees of that height. */
function scoresOf({ zeros, ones, height }: { zeros: number; ones: number; height: number }): number[] {
  const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });
  const window = zeros + ones;
  return [0, 1].map((value) => {
    const detector = createStreamDetector({ name: "half-space-trees", height, window, trees: 7 }, {
      dimensions: 1,
      seed: 3,
    });
    detector.fit([...Array(zeros).fill(0), ...Array(ones).fill(1)].map(point));
    return detector.update(point(value));
  });
}

Deno.test("half-space trees, by hand: a cut between 0 and 1 leaves the mass on either side, times two for the halved space", () => {
  deepStrictEqual(
    rounded(scoresOf({ zeros: 7, ones: 3, height: 1 })),
    rounded([10 / (10 + 14), 10 / (10 + 6)]),
  );
});

Deno.test("half-space trees, by hand: below a tenth of the window a node is not looked into", () => {
  // On one side lie less than a tenth: their mass counts at the first cut. On the other side it is that of a leaf, as far as the cut goes around 0.
  const [, rare] = scoresOf({ zeros: 91, ones: 9, height: 5 });
  deepStrictEqual(rounded([rare!]), rounded([100 / (100 + 2 * 9)]));
  // A tenth is enough: all ones lie in one leaf.
  const [usual, tenth] = scoresOf({ zeros: 90, ones: 10, height: 5 });
  deepStrictEqual(rounded([usual!, tenth!]), rounded([100 / (100 + 32 * 90), 100 / (100 + 32 * 10)]));
});

Deno.test("half-space trees count each window anew", () => {
  const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });
  const detector = createStreamDetector("half-space-trees:height=1,window=10", { dimensions: 1, seed: 3 });
  detector.fit(Array.from({ length: 10 }, (_, i) => point(i < 7 ? 0 : 1)));
  for (let i = 0; i < 10; i++) detector.update(point(i < 4 ? 0 : 1));
  deepStrictEqual(rounded([detector.update(point(0))]), rounded([10 / (10 + 8)]));
});

function rounded(scores: readonly number[]): number[] {
  return scores.map((score) => Math.round(1e9 * score) / 1e9);
}
