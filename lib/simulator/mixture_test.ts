import { ok, strictEqual } from "node:assert";
import { createStream } from "../random/mod.ts";
import {
  createMixture,
  KEPT,
  meanOf,
  push,
  quantile,
  quantileDensity,
  reduce,
  totalWeight,
  weightBeyond,
} from "./mixture.ts";

const stream = createStream("mixture");

function randomMixture(size: number) {
  const mixture = createMixture();
  for (let i = 0; i < size; i++) {
    const mean = stream.between(0.01, 2);
    push(mixture, stream.next(), mean, mean * mean * stream.between(0.05, 1.5));
  }
  return mixture;
}

function secondMoment({ size, parts }: ReturnType<typeof createMixture>): number {
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) sum += parts[i]! * (parts[i + 2]! + parts[i + 1]! ** 2);
  return sum / totalWeight({ size, parts });
}

Deno.test("reduce() keeps weight, mean and second moment of the whole", () => {
  for (let trial = 0; trial < 200; trial++) {
    const mixture = randomMixture(2 + stream.integer(14));
    const before = [totalWeight(mixture), meanOf(mixture), secondMoment(mixture)];
    reduce(mixture);
    ok(mixture.size <= KEPT);
    const after = [totalWeight(mixture), meanOf(mixture), secondMoment(mixture)];
    after.forEach((x, i) => ok(Math.abs(x / before[i]! - 1) < 1e-9));
  }
});

Deno.test("quantile() leaves just the wanted share beyond it, whatever the first guess", () => {
  const none = createMixture();
  for (let trial = 0; trial < 500; trial++) {
    const mixture = randomMixture(1 + stream.integer(4));
    const t = quantile(mixture, none, 0.05, 10 ** stream.between(-4, 3));
    const density = quantileDensity;
    const share = weightBeyond(mixture, t) / totalWeight(mixture);
    ok(Math.abs(share - 0.05) < 2e-4, `share ${share}`);
    const slope = (weightBeyond(mixture, t * 0.999) - weightBeyond(mixture, t * 1.001)) / (0.002 * t) /
      totalWeight(mixture);
    ok(Math.abs(density / slope - 1) < 0.02, `density ${density}, slope ${slope}`);
  }
});

Deno.test("quantile() finds its way between atoms, where the tail is flat", () => {
  const mixture = createMixture();
  push(mixture, 0.9, 0.1, 0);
  push(mixture, 0.1, 1, 0);
  const t = quantile(mixture, createMixture(), 0.05, 0.3);
  ok(t > 0.99 && t < 1.01, `found ${t}`);
});

Deno.test("quantile() of nothing is 0", () => {
  strictEqual(quantile(createMixture(), createMixture(), 0.05, 1), 0);
});
