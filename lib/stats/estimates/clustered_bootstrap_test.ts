import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { bcaMean, bcaPairedDifference } from "./bca.ts";
import { clusteredDifference, clusteredMean } from "./clustered_bootstrap.ts";

const seeded = () => ({ next: createStream(1, "clusters").next });
const { next } = createStream(2, "clusters");

Deno.test("clusteredMean() with one case in each cluster is bcaMean(), digit for digit", () => {
  const values = Array.from({ length: 40 }, () => Math.exp(3 * next()));
  const clusters = values.map((_, i) => 100 - i);
  deepStrictEqual(clusteredMean(values, clusters, seeded()), bcaMean(values, seeded()));
  const other = values.map((x) => x * next());
  const paired = clusteredDifference(values, other, clusters, seeded());
  deepStrictEqual(paired, bcaPairedDifference(values, other, seeded()));
});

Deno.test("clusteredMean() of clusters that repeat their value 25 times is bcaMean() of one value each", () => {
  const once = Array.from({ length: 20 }, () => Math.floor(100 * next()));
  const repeated = once.flatMap((x) => Array<number>(25).fill(x));
  const clusters = repeated.map((_, i) => Math.floor(i / 25));
  const { low, high } = clusteredMean(repeated, clusters, seeded());
  const one = bcaMean(once, seeded());
  ok(Math.abs(low - one.low) < 1e-9 && Math.abs(high - one.high) < 1e-9);
  const naive = bcaMean(repeated, seeded());
  ok(
    naive.high - naive.low < 0.25 * (high - low),
    "cases counted as independent pretend to know five times better",
  );
});

// The formula of statsmodels 0.15.0, OLS(y, ones).fit(cov_type="cluster", cov_kwds={"groups": k}).bse: the
// square root of k / (k - 1) times the sum over clusters of (total - size * mean)^2, divided by the cases.
Deno.test("clusteredMean() is as wide as the cluster-robust standard error says for clusters of unequal size", () => {
  const sizes = Array.from({ length: 60 }, (_, k) => 1 + (k % 9));
  const centres = sizes.map(() => normalQuantile(next()));
  const clusters = sizes.flatMap((size, k) => Array<number>(size).fill(k));
  const values = clusters.map((k) => centres[k]! + 0.5 * normalQuantile(next()));
  const { value, low, high } = clusteredMean(values, clusters, { next, resamples: 20_000 });
  const residuals = sizes.map((_, k) =>
    values.reduce((sum, x, i) => clusters[i] === k ? sum + x - value : sum, 0)
  );
  const standardError = Math.sqrt(60 / 59 * residuals.reduce((sum, x) => sum + x * x, 0)) / values.length;
  const ratio = (high - low) / (2 * 2.000995 * standardError);
  ok(Math.abs(ratio - 1) < 0.04, `${ratio} times as wide`);
});

Deno.test("clusteredMean() of one cluster has no limits; lengths must agree", () => {
  deepStrictEqual(clusteredMean([1, 2, 6], [4, 4, 4], { next }), { value: 3, low: NaN, high: NaN });
  strictEqual(clusteredMean([1, 2, 6], [0, 0, 1], { next }).value, 3);
  throws(() => clusteredMean([1, 2], [0], { next }), /same length, found 2 and 1/);
  throws(() => clusteredDifference([1, 2], [1], [0, 0], { next }), /same length, found 2 and 1/);
});
