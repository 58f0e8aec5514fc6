import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { mean, median, medianAndDeviation, sampleQuantile } from "./quantiles.ts";

Deno.test("sampleQuantile() gives R's quantile(c(15, 20, 35, 40, 50)) for .05, .25, .4 and .95", () => {
  const sample = [50, 15, 40, 20, 35];
  const found = [0.05, 0.25, 0.4, 0.95].map((p) => sampleQuantile(sample, p));
  [16, 20, 29, 48].forEach((expected, i) => ok(Math.abs(found[i]! - expected) < 1e-12));
  strictEqual(sampleQuantile(sample, 0), 15);
  strictEqual(sampleQuantile(sample, 1), 50);
  deepStrictEqual(sample, [50, 15, 40, 20, 35], "the sample keeps its order");
});

Deno.test("median() counts a censored value as longer than any that was seen", () => {
  strictEqual(median([1, 2, Infinity]), 2);
  strictEqual(median([1, Infinity, Infinity]), Infinity);
  strictEqual(median([1, 2, Infinity, Infinity]), Infinity);
  strictEqual(median([Infinity]), Infinity);
});

Deno.test("medianAndDeviation() of 1, 1, 2, 2, 4, 6, 9 has the deviation 1", () => {
  strictEqual(medianAndDeviation([1, 1, 2, 2, 4, 6, 9]).deviation, 1);
});

Deno.test("mean(), median() and medianAndDeviation() of nothing are NaN", () => {
  deepStrictEqual([mean([]), median([]), medianAndDeviation([]).deviation], [NaN, NaN, NaN]);
});
