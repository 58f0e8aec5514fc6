import { ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createMixture, push, totalWeight, weightBeyond } from "./mixture.ts";
import { createPercentile, percentile95 } from "./percentile.ts";
import { randomMixture } from "./testing/random_mixture.ts";

const stream = createStream("mixture");

Deno.test("percentile95() leaves just 5 % beyond it, whatever the first guess", () => {
  const none = createMixture();
  const percentile = createPercentile();
  for (let trial = 0; trial < 500; trial++) {
    const mixture = randomMixture(1 + stream.integer(4), stream);
    percentile95(mixture, none, 10 ** stream.between(-4, 3), percentile);
    const { value: t, density } = percentile;
    const share = weightBeyond(mixture, t) / totalWeight(mixture);
    ok(Math.abs(share - 0.05) < 2e-4, `share ${share}`);
    const slope = (weightBeyond(mixture, t * 0.999) - weightBeyond(mixture, t * 1.001)) / (0.002 * t) /
      totalWeight(mixture);
    ok(Math.abs(density / slope - 1) < 0.02, `density ${density}, slope ${slope}`);
  }
});

Deno.test("percentile95() finds its way between atoms, where the tail is flat", () => {
  const mixture = createMixture();
  push(mixture, 0.9, 0.1, 0);
  push(mixture, 0.1, 1, 0);
  const percentile = createPercentile();
  percentile95(mixture, createMixture(), 0.3, percentile);
  const { value: t } = percentile;
  ok(t > 0.99 && t < 1.01, `found ${t}`);
});

Deno.test("percentile95() of nothing is 0, also after a percentile of something", () => {
  const percentile = createPercentile();
  percentile95(randomMixture(3, stream), createMixture(), 1, percentile);
  percentile95(createMixture(), createMixture(), 1, percentile);
  strictEqual(percentile.value, 0);
  strictEqual(percentile.density, 0);
});
