import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { rocAuc } from "../../stats/mod.ts";
import { createIsolationTrees, leadsDown, meanDepth } from "./isolation_trees.ts";

function forestOf(values: Float64Array, { dimensions, seed }: { dimensions: number; seed: number }) {
  const forest = createIsolationTrees({ trees: 100, dimensions, next: createStream(seed, "forest").next });
  for (let tree = 0; tree < 100; tree++) forest.grow(tree, { values, count: values.length / dimensions });
  return forest;
}

function scoresOf(values: Float64Array, options: { dimensions: number; seed: number }): number[] {
  const forest = forestOf(values, options);
  const { dimensions } = options;
  return Array.from(
    { length: values.length / dimensions },
    (_, row) => forest.score(values.subarray(row * dimensions, (row + 1) * dimensions)),
  );
}

/** Mean AUC over ten seeds. */
function meanAuc(
  values: Float64Array,
  { dimensions, labels }: { dimensions: number; labels: boolean[] },
): number {
  const aucs = Array.from(
    { length: 10 },
    (_, seed) => rocAuc(scoresOf(values, { dimensions, seed }), labels),
  );
  return aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
}

/** Two clouds of 950 points and 50 points between and around them: the same numbers in Python, by the same generator. */
function clouds(): { values: Float64Array; labels: boolean[] } {
  let state = 1;
  const next = () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
  const labels = Array.from({ length: 1000 }, (_, row) => row >= 950);
  const values = new Float64Array(3000);
  labels.forEach((odd, row) => {
    const centre = row % 2 === 0 ? -3 : 3;
    for (let f = 0; f < 3; f++) {
      const u = next();
      values[3 * row + f] = odd ? 12 * u - 6 : centre + normalQuantile(u);
    }
  });
  return { values, labels };
}

Deno.test("the mean depth of a search among 256 points is the paper's 10.24", () => {
  ok(Math.abs(meanDepth(256) - 10.2448) < 1e-4, String(meanDepth(256)));
  deepStrictEqual([0, 1, 2].map(meanDepth), [0, 0, 1]);
});

Deno.test("isolation trees rank as scikit-learn's do (AUC within .005)", () => {
  const { values, labels } = clouds();
  // sklearn 1.9.1, IsolationForest(100, max_samples=256), mean of random_state 0 to 9 on the same numbers.
  const reference = 0.9694;
  const own = meanAuc(values, { dimensions: 3, labels });
  ok(Math.abs(own - reference) < 0.005, `${own} against ${reference}`);
});

Deno.test("isolation trees depend on the seed and on nothing else, and each way down ends", () => {
  const { values } = clouds();
  deepStrictEqual(scoresOf(values, { dimensions: 3, seed: 1 }), scoresOf(values, { dimensions: 3, seed: 1 }));
  notDeepStrictEqual(
    scoresOf(values, { dimensions: 3, seed: 1 }),
    scoresOf(values, { dimensions: 3, seed: 2 }),
  );
  const { code } = forestOf(values, { dimensions: 3, seed: 1 }).arrays;
  strictEqual(leadsDown([...code], { dimensions: 3, sample: 256 }), true);
  strictEqual(
    leadsDown([...code.map((one, node) => node === 5 ? 0 : one)], { dimensions: 3, sample: 256 }),
    false,
  );
});

Deno.test("isolation trees split among the features that differ: a constant one beside changes nothing in rank", () => {
  const { values, labels } = clouds();
  const wider = Float64Array.from(
    { length: 4000 },
    (_, i) => i % 4 === 3 ? 7 : values[3 * (i >> 2) + i % 4]!,
  );
  const gap = meanAuc(wider, { dimensions: 4, labels }) - meanAuc(values, { dimensions: 3, labels });
  ok(Math.abs(gap) < 0.005, String(gap));
});

Deno.test("isolation trees, by hand: equal points make a leaf, as deep as a search among them on average", () => {
  // Points of two values are parted by the first split.
  const scoreOf = (values: readonly number[], at: number) => {
    const forest = createIsolationTrees({
      trees: 3,
      sample: 8,
      dimensions: 1,
      next: createStream(1, "leaf").next,
    });
    for (let tree = 0; tree < 3; tree++) {
      forest.grow(tree, { values: Float64Array.from(values), count: values.length });
    }
    return forest.score(Float64Array.of(at));
  };
  const near = (score: number, expected: number) =>
    ok(Math.abs(score - expected) < 1e-9, `${score} is not ${expected}`);
  near(scoreOf(Array(8).fill(3), 3), 0.5);
  const four = [0, 0, 0, 0, 1, 1, 1, 1];
  for (const at of [0, 1]) near(scoreOf(four, at), 2 ** -((1 + meanDepth(4)) / meanDepth(8)));
  const seven = [0, 1, 1, 1, 1, 1, 1, 1];
  near(scoreOf(seven, 0), 2 ** -(1 / meanDepth(8)));
  near(scoreOf(seven, 1), 2 ** -((1 + meanDepth(7)) / meanDepth(8)));
});
