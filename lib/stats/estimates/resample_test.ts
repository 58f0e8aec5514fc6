import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { bootstrapDistribution, resample } from "./resample.ts";

Deno.test("resample() draws each value as often and takes one number per value", () => {
  const { next } = createStream(1, "resample");
  let drawn = 0;
  const counts = new Map<number, number>();
  const values = Float64Array.of(3, 5, 8, 13);
  for (let r = 0; r < 1000; r++) {
    const found = resample(values, () => (drawn++, next()));
    for (const x of found) counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  strictEqual(drawn, 4000);
  deepStrictEqual([...counts.keys()].sort((a, b) => a - b), [3, 5, 8, 13]);
  // Five standard deviations of a binomial count.
  ok(counts.values().every((count) => Math.abs(count - 1000) < 5 * Math.sqrt(4000 * 3 / 16)));
  deepStrictEqual(values, Float64Array.of(3, 5, 8, 13));
});

Deno.test("bootstrapDistribution() of a statistic of the indices is that statistic of resample()", () => {
  const values = Float64Array.of(1, 2, 4, 8, 16);
  const sum = (some: Float64Array) => some.reduce((a, b) => a + b);
  const fresh = () => createStream(2, "resample").next;
  const next = fresh();
  const expected = Float64Array.from({ length: 20 }, () => sum(resample(values, next)));
  const found = bootstrapDistribution(5, (indices) => sum(Float64Array.from(indices, (i) => values[i]!)), {
    next: fresh(),
    resamples: 20,
  });
  deepStrictEqual(found, expected);
});

Deno.test("bootstrapDistribution() stops at the first resample for which the statistic is undefined", () => {
  let calls = 0;
  const undefinedAtThird = () => ++calls === 3 ? NaN : 0;
  strictEqual(bootstrapDistribution(4, undefinedAtThird, { next: () => 0, resamples: 9 }), undefined);
  strictEqual(calls, 3);
});
