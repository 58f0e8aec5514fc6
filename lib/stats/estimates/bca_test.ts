import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { bcaInterval, bcaMean, bcaMeans, bcaPairedDifference } from "./bca.ts";
import { headroom } from "./bootstrap.ts";
import { clusteredMean } from "./clustered_bootstrap.ts";
import { mean } from "../samples/quantiles.ts";

const { next } = createStream(1, "bca");
const efron = { next, resamples: 40_000, expand: false };

/** SLO violations of 20 episodes: most have none, one has 30. */
const violations = [0, 0, 1, 0, 3, 0, 2, 12, 0, 1, 5, 0, 0, 30, 2, 1, 0, 4, 0, 7];

/** R's datasets::sleep (Student, 1908): hours gained with two drugs by the same ten patients. */
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];

function near(found: { low: number; high: number }, low: number, high: number, within: number): void {
  ok(Math.abs(found.low - low) <= within, `low ${found.low}, expected ${low}`);
  ok(Math.abs(found.high - high) <= within, `high ${found.high}, expected ${high}`);
}

// SciPy 1.17.1: stats.bootstrap((x,), np.mean, method="BCa", n_resamples=200000,
// rng=np.random.default_rng(1)). A limit read from 40,000 resamples has a standard error near 0.02 (of the
// mean's 1.6) and means of 20 counts are 0.05 apart.
Deno.test("bcaMean() gives SciPy's 1.45 to 8.80 for skewed counts", () => {
  const found = bcaMean(violations, efron);
  strictEqual(found.value, 3.4);
  near(found, 1.45, 8.8, 0.15);
});

Deno.test("bcaPairedDifference() gives SciPy's 1.05 to 2.64 for Student's sleep data", () => {
  near(bcaPairedDifference(second, first, efron), 1.05, 2.64, 0.04);
  throws(() => bcaPairedDifference([1], [1, 2], { next }), /same length/);
});

// The same call with lambda x, axis: np.std(x, axis=axis, ddof=1).
Deno.test("bcaInterval() gives SciPy's 2.58 to 13.14 for the standard deviation of skewed counts", () => {
  const deviation = (indices: Int32Array) => {
    const picked = Float64Array.from(indices, (i) => violations[i]!);
    const centre = mean(picked);
    return Math.sqrt(picked.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (picked.length - 1));
  };
  near(bcaInterval(violations.length, deviation, efron), 2.585, 13.142, 0.25);
});

Deno.test("bcaMean() is bcaInterval() of the mean", () => {
  const of = (indices: Int32Array) => mean(Float64Array.from(indices, (i) => violations[i]!));
  const seeded = () => ({ next: createStream(2, "same").next, resamples: 500 });
  const slow = bcaInterval(violations.length, of, seeded());
  const fast = bcaMean(violations, seeded());
  strictEqual(fast.value, slow.value);
  near(fast, slow.low, slow.high, 1e-9);
});

// The limits of Student's t: R's resample::CI.bca(expand = TRUE) is made to match them for symmetric data.
Deno.test("bcaMean() of ten values is as wide as Student's interval unless expand is false", () => {
  const symmetric = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5];
  const student = 2.262157 * Math.sqrt(110 / 9 / 10);
  near(bcaMean(symmetric, { next, resamples: 40_000 }), -student, student, 0.12);
  const { high } = bcaMean(symmetric, efron);
  ok(high < 0.88 * student, `${high} of ${student}`);
});

Deno.test("BCa limits of nothing, of one value and of a sample with NaN are NaN; a constant has no width", () => {
  deepStrictEqual(bcaMean([], { next }), { value: NaN, low: NaN, high: NaN });
  deepStrictEqual(bcaMean([7], { next }), { value: 7, low: NaN, high: NaN });
  deepStrictEqual(bcaMean([7, NaN, 2], { next }), { value: NaN, low: NaN, high: NaN });
  deepStrictEqual(bcaMean([0.5, 0.5, 0.5, 0.5], { next }), { value: 0.5, low: 0.5, high: 0.5 });
  deepStrictEqual(bcaInterval(0, () => NaN, { next }), { value: NaN, low: NaN, high: NaN });
  deepStrictEqual(bcaInterval(1, () => 4, { next }), { value: 4, low: NaN, high: NaN });
  deepStrictEqual(bcaInterval(5, () => 4, { next }), { value: 4, low: 4, high: 4 });
});

Deno.test("three cases have no interval, four have one: of cases, of clusters and of a share of the headroom", () => {
  const [three, four] = [[1, 2, 6], [1, 2, 6, 7]];
  const zeros = (values: number[]) => values.map(() => 0);
  const intervals = [
    (values: number[]) => bcaMean(values, { next }),
    (values: number[]) => bcaMeans([{ values }], { next })[0]!,
    (values: number[]) => bcaInterval(values.length, (drawn) => values[drawn[0]!]!, { next }),
    (values: number[]) =>
      clusteredMean(values.flatMap((x) => [x, x]), values.flatMap((_, i) => [i, i]), { next }),
    (values: number[]) => headroom({ noop: values, agent: zeros(values), oracle: zeros(values) }, { next }),
  ];
  for (const interval of intervals) {
    const few = interval(three);
    ok(Number.isFinite(few.value) && Number.isNaN(few.low) && Number.isNaN(few.high));
    const { low, high } = interval(four);
    ok(Number.isFinite(low) && Number.isFinite(high));
  }
});

Deno.test("bcaPairedDifference() sees a small shift under a large common spread", () => {
  const a = Float64Array.from({ length: 50 }, () => 100 * next());
  const { value, low, high } = bcaPairedDifference(a.map((x) => x + 1), a, { next });
  ok(Math.abs(value - 1) < 1e-9 && low > 0.999 && high < 1.001);
});

Deno.test("bcaInterval() gives no limits for a statistic that is undefined for a resample or far from all of them", () => {
  const distinct = (indices: Int32Array) => new Set(indices).size;
  const unlessRepeated = (indices: Int32Array) => distinct(indices) < indices.length ? NaN : 1;
  deepStrictEqual(bcaInterval(9, unlessRepeated, { next }), { value: 1, low: NaN, high: NaN });
  deepStrictEqual(bcaInterval(50, distinct, { next }), { value: 50, low: NaN, high: NaN });
});

Deno.test("a BCa interval is narrower at a lower confidence, and rejects a confidence of 95", () => {
  const wide = bcaMean(violations, { next });
  const narrow = bcaMean(violations, { next, confidence: 0.5 });
  ok(wide.low < narrow.low && narrow.high < wide.high);
  throws(() => bcaMean(violations, { next, confidence: 95 }), /between 0 and 1, found 95/);
});

Deno.test("a BCa interval at a confidence past the formula's pole ends at the extremes of the resamples", () => {
  const { low, high } = bcaMean([0, 0, 0, 1], { next, confidence: 0.9999 });
  deepStrictEqual([low, high], [0, 1]);
});

Deno.test("a BCa interval is reproduced by the same seed", () => {
  const of = () => bcaMean(violations, { next: createStream(3, "again").next });
  deepStrictEqual(of(), of());
});

Deno.test("bcaMeans() gives what bcaMean() gives of each sample, and what clusteredMean() gives of clusters", () => {
  const skewed = Array.from({ length: 40 }, () => next() ** 3);
  const even = Array.from({ length: 40 }, () => next());
  const clusters = skewed.map((_, i) => i % 7);
  const fresh = () => ({ next: createStream(9, "bca").next, resamples: 300 });
  deepStrictEqual(bcaMeans([{ values: skewed }, { values: even }, { values: [] }], fresh()), [
    bcaMean(skewed, fresh()),
    bcaMean(even, fresh()),
    bcaMean([], fresh()),
  ]);
  deepStrictEqual(bcaMeans([{ values: skewed, clusters }], fresh()), [
    clusteredMean(skewed, clusters, fresh()),
  ]);
});
