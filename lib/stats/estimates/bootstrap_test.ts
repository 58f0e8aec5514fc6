import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { mean } from "../samples/quantiles.ts";
import { bootstrap, type BootstrapOptions, headroom } from "./bootstrap.ts";

const stream = createStream(1, "test");
const { next } = stream;

/** The mean of a sample with its percentile interval. */
function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions) {
  return bootstrap(values.length, (indices) => mean(Float64Array.from(indices, (i) => values[i]!)), options);
}

Deno.test("bootstrap() of the mean covers the true mean in about 95 of 100 samples", () => {
  let covered = 0;
  for (let trial = 0; trial < 300; trial++) {
    const sample = Float64Array.from({ length: 40 }, () => 5 + normalQuantile(next()));
    const { low, high } = bootstrapMean(sample, { next, resamples: 400 });
    if (low <= 5 && 5 <= high) covered++;
  }
  ok(covered >= 270 && covered <= 297, `covered ${covered} of 300`);
});

Deno.test("headroom() is 0 for noop, 1 for the oracle and a half between them", () => {
  const noop = [10, 20, 30];
  const oracle = [0, 0, 0];
  const of = (agent: number[]) => headroom({ noop, agent, oracle }, { next }).value;
  strictEqual(of(noop), 0);
  strictEqual(of(oracle), 1);
  strictEqual(of([5, 10, 15]), 0.5);
});

Deno.test("headroom() is not defined where the oracle does no better than doing nothing", () => {
  const none = headroom({ noop: [0, 0], agent: [9, 0], oracle: [0, 0] }, { next });
  ok(Number.isNaN(none.value) && Number.isNaN(none.low) && Number.isNaN(none.high));
  throws(() => headroom({ noop: [1, 2], agent: [1, 2], oracle: [1] }, { next }), /same length/);
});

Deno.test("headroom() gives no interval when one episode in ten has any headroom: some resamples have none", () => {
  const noop = [90, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const { value, low } = headroom({ noop, agent: noop.map((x) => x / 3), oracle: noop.map(() => 0) }, {
    next,
  });
  ok(Math.abs(value - 2 / 3) < 1e-12 && Number.isNaN(low));
});

Deno.test("a bootstrap interval is reproduced by the same seed", () => {
  const of = () => bootstrapMean([1, 5, 2, 9, 4], { next: createStream(3, "again").next });
  deepStrictEqual(of(), of());
});
