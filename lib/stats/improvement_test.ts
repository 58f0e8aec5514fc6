import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../random/mod.ts";
import { pairedProbabilityOfImprovement, probabilityOfImprovement, shareAbove } from "./improvement.ts";
import { mean } from "./quantiles.ts";

const { next } = createStream(1, "improvement");
const a = [3.1, 4.5, 2.2, 5.9, 4.4, 3.8, 6.1, 2.9, 5.0, 4.7, 3.3, 5.2];
const b = [2.8, 3.9, 2.5, 4.1, 3.0, 3.6, 4.8, 1.9, 4.4, 3.2];

// SciPy 1.17.1: stats.mannwhitneyu([1, 2, 2, 3, 5, 8, 13], [0, 2, 2, 4, 1]).statistic is 26.5.
Deno.test("shareAbove() times the number of pairs is SciPy's Mann-Whitney U, ties counting half", () => {
  strictEqual(shareAbove([1, 2, 2, 3, 5, 8, 13], [0, 2, 2, 4, 1]) * 35, 26.5);
});

Deno.test("shareAbove() is what a comparison of each pair gives", () => {
  const draw = () => Array.from({ length: 30 }, () => Math.floor(8 * next()));
  for (let trial = 0; trial < 20; trial++) {
    const [x, y] = [draw(), draw()];
    const scores = x.flatMap((one) => y.map((other) => one > other ? 1 : one === other ? 0.5 : 0));
    strictEqual(shareAbove(x, y), mean(scores));
  }
});

// SciPy 1.17.1: stats.bootstrap((a, b), share, method="percentile", n_resamples=100000,
// rng=np.random.default_rng(1)) gives .48333 to .90833; a limit read from 20,000 resamples has a standard
// error near .002.
Deno.test("probabilityOfImprovement() gives SciPy's percentile interval of U / (n m)", () => {
  const { value, low, high } = probabilityOfImprovement(a, b, { next, resamples: 20_000 });
  ok(Math.abs(value - 0.7125) < 1e-12);
  ok(Math.abs(low - 0.48333) < 0.012 && Math.abs(high - 0.90833) < 0.012, `${low} to ${high}`);
});

Deno.test("probabilityOfImprovement() of a over b and of b over a are 1 together, in either direction", () => {
  const of = (fewerIsBetter: boolean) => probabilityOfImprovement(a, b, { next, fewerIsBetter }).value;
  ok(Math.abs(of(true) + of(false) - 1) < 1e-12);
});

Deno.test("pairedProbabilityOfImprovement() is the share of pairs, ties counting half", () => {
  const fewer = pairedProbabilityOfImprovement([0, 2, 5, 1], [3, 2, 9, 0], { next, fewerIsBetter: true });
  strictEqual(fewer.value, 2.5 / 4);
  const { value, low, high } = pairedProbabilityOfImprovement(a.slice(0, 10), b, { next });
  strictEqual(value, 0.9);
  ok(0 < low && low < value && value < high && high <= 1);
  throws(() => pairedProbabilityOfImprovement([1], [1, 2], { next }), /one length/);
});

Deno.test("probability of improvement of nothing and with NaN is NaN, of one run without limits", () => {
  const none = { value: NaN, low: NaN, high: NaN };
  deepStrictEqual(probabilityOfImprovement([], [], { next }), none);
  deepStrictEqual(probabilityOfImprovement([NaN, 1], [0, 2], { next }), none);
  deepStrictEqual(probabilityOfImprovement([1], [0], { next }), { value: 1, low: NaN, high: NaN });
  deepStrictEqual(pairedProbabilityOfImprovement([], [], { next }), none);
  deepStrictEqual(probabilityOfImprovement([5, 6], [0, 1], { next }), { value: 1, low: 1, high: 1 });
});
