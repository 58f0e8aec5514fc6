import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { differences } from "../samples/pairs.ts";
import { type PermutationOptions, signFlipTests } from "./permutation.ts";

const { next } = createStream(1, "permutation");

/** The p-value of one sample of pairs. */
function testPairs(
  a: readonly number[],
  b: readonly number[],
  { clusters, ...options }: PermutationOptions & { clusters?: readonly number[] },
): number {
  const sample = { differences: differences(a, b), ...(clusters && { clusters }) };
  return signFlipTests([sample], options)[0]!;
}

// SciPy 1.17.1: stats.permutation_test((a, b), lambda x, y, axis: np.mean(x - y, axis=axis),
// permutation_type="samples", n_resamples=np.inf, vectorized=True).pvalue
Deno.test("signFlipTests() gives SciPy's exact p-values", () => {
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  strictEqual(testPairs(second, first, { next }), 0.00390625, "Student's sleep data, one zero");
  const ties = testPairs([3, 5, 2, 8, 1, 0, 4], [3, 2, 2, 9, 0, 0, 1], { next });
  strictEqual(ties, 0.375, "counts with ties and three zeros");
});

const fifteenA = [12, 7, 9, 14, 3, 8, 6, 11, 5, 10, 4, 13, 2, 9, 7];
const fifteenB = [10, 8, 7, 11, 3, 9, 4, 7, 6, 8, 5, 9, 2, 6, 8];

Deno.test("signFlipTests() enumerates 15 pairs and draws no random number", () => {
  const never = () => {
    throw new Error("drawn");
  };
  strictEqual(testPairs(fifteenA, fifteenB, { next: never }), 0.0546875);
});

// The same call with n_resamples=400000, rng=np.random.default_rng(1): .01998, standard error .0002; ours
// .0014.
Deno.test("signFlipTests() of 30 pairs gives SciPy's p-value by sampling", () => {
  const a = [...fifteenA, ...fifteenA.map((x) => x + 0.5)];
  const b = [...fifteenB, ...fifteenB.map((x) => x + 1)];
  const p = testPairs(a, b, { next });
  ok(Math.abs(p - 0.01998) < 0.005, `${p}`);
});

Deno.test("signFlipTests() never gives zero when it samples", () => {
  const a = Array.from({ length: 50 }, () => 1);
  strictEqual(testPairs(a, a.map(() => 0), { next, permutations: 99 }), 0.01);
});

Deno.test("signFlipTests() of nothing, of no difference and of one pair is 1, of NaN NaN", () => {
  strictEqual(testPairs([], [], { next }), 1);
  strictEqual(testPairs([2, 3], [2, 3], { next }), 1);
  strictEqual(testPairs([9], [1], { next }), 1);
  strictEqual(testPairs([9, NaN], [1, 2], { next }), NaN);
  throws(() => testPairs([1], [1, 2], { next }), /same length/);
});

Deno.test("signFlipTests() of one pair per cluster is that of the pairs", () => {
  const clusters = fifteenA.map((_, i) => i);
  strictEqual(testPairs(fifteenA, fifteenB, { next, clusters }), 0.0546875);
});

Deno.test("signFlipTests() of 4 clusters that all favour a is 2 of 16, however many pairs they hold", () => {
  const clusters = Array.from({ length: 80 }, (_, i) => i % 4);
  strictEqual(
    testPairs(clusters.map(() => 2), clusters.map(() => 1), { next, clusters }),
    0.125,
  );
});

Deno.test("signFlipTests() of clusters rejects 5 of 100 where clusters differ without any effect; flipping single pairs rejects many", () => {
  let clustered = 0;
  let flat = 0;
  const clusters = Array.from({ length: 60 }, (_, i) => Math.floor(i / 6));
  const zero = clusters.map(() => 0);
  for (let trial = 0; trial < 400; trial++) {
    const centres = Array.from({ length: 10 }, () => normalQuantile(next()));
    const a = clusters.map((k) => centres[k]! + 0.5 * normalQuantile(next()));
    if (testPairs(a, zero, { next, clusters }) <= 0.05) clustered++;
    if (trial < 100 && testPairs(a, zero, { next, permutations: 400 }) <= 0.05) flat++;
  }
  ok(clustered >= 8 && clustered <= 34, `clustered rejects ${clustered} of 400`);
  ok(flat > 25, `flat rejects ${flat} of 100`);
});

Deno.test("signFlipTests() gives for many samples what it gives for each alone", () => {
  const none = Array(40).fill(0);
  const near = Array.from({ length: 40 }, () => next() - 0.4);
  const far = Array.from({ length: 40 }, () => next() - 0.1);
  const alone = (a: number[]) =>
    testPairs(a, Array(a.length).fill(0), { next: createStream(3).next, permutations: 999 });
  const together = signFlipTests(
    [far, near, [1, 2, -1]].map((differences) => ({ differences })),
    { next: createStream(3).next, permutations: 999 },
  );
  deepStrictEqual(together, [alone(far), alone(near), alone([1, 2, -1])]);
  ok(alone(near) > 0.005, "a sum that is lost must not look as extreme");
  strictEqual(alone(none), 1);
});
