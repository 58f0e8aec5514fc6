import { ok, strictEqual } from "node:assert";
import { binomialQuantile, poissonQuantile } from "./counts.ts";
import { normalQuantile } from "./normal.ts";
import { createStream } from "./stream.ts";

Deno.test("normalQuantile() gives the tabulated quantiles and is odd", () => {
  ok(Math.abs(normalQuantile(0.975) - 1.959963984540054) < 1e-8);
  ok(Math.abs(normalQuantile(0.999) - 3.090232306167813) < 1e-8);
  strictEqual(normalQuantile(0.5), 0);
  ok(Math.abs(normalQuantile(0.01) + normalQuantile(0.99)) < 1e-8);
});

for (const [n, p] of [[500, 0.002], [500, 0.06], [500, 0.4], [30, 0.95], [5000, 0.5]] as const) {
  Deno.test(`binomialQuantile() has the mean and variance of ${n} trials at ${p}`, () => {
    const { next } = createStream("binomial", n, p);
    const draws = Float64Array.from({ length: 40_000 }, () => binomialQuantile(next(), n, p));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    ok(Math.abs(mean - n * p) < 5 * Math.sqrt(n * p * (1 - p) / draws.length), `mean ${mean}`);
    ok(Math.abs(variance / (n * p * (1 - p)) - 1) < 0.05, `variance ${variance}`);
    ok(draws.every((x) => Number.isInteger(x) && x >= 0 && x <= n));
  });
}

for (const mean of [0.5, 8, 500]) {
  Deno.test(`poissonQuantile() has mean and variance ${mean}`, () => {
    const { next } = createStream("poisson", mean);
    const draws = Float64Array.from({ length: 40_000 }, () => poissonQuantile(next(), mean));
    const average = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - average) ** 2, 0) / draws.length;
    ok(Math.abs(average - mean) < 5 * Math.sqrt(mean / draws.length), `mean ${average}`);
    ok(Math.abs(variance / mean - 1) < 0.05, `variance ${variance}`);
  });
}

/** The least number of which the distribution function, summed term by term, reaches u. */
function leastCount(u: number, probability: number, ratio: (k: number) => number): number {
  let [k, sum] = [0, probability];
  while (sum < u) {
    probability *= ratio(++k);
    sum += probability;
  }
  return k;
}

for (const u of [0.0005, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9995]) {
  Deno.test(`the quantiles of counts at ${u} are those of the sums of their terms, give or take 1`, () => {
    for (const mean of [3, 13, 40, 200]) {
      const exact = leastCount(u, Math.exp(-mean), (k) => mean / k);
      const found = poissonQuantile(u, mean);
      ok(Math.abs(found - exact) <= (mean > 12 ? 1 : 0), `mean ${mean}: ${found} for ${exact}`);
    }
    for (const [n, p] of [[20, 0.1], [400, 0.05], [400, 0.3], [1000, 0.02]] as const) {
      const exact = leastCount(u, (1 - p) ** n, (k) => (n - k + 1) / k * p / (1 - p));
      const found = binomialQuantile(u, n, p);
      ok(Math.abs(found - exact) <= (n * p > 12 ? 1 : 0), `${n} at ${p}: ${found} for ${exact}`);
    }
  });
}
