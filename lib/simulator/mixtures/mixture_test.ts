import { deepStrictEqual, ok } from "node:assert";
import { createStream } from "../../random/mod.ts";
import {
  createMixture,
  KEPT_COMPONENTS,
  MAX_COMPONENTS,
  meanOf,
  type Mixture,
  push,
  reduce,
  totalWeight,
} from "./mixture.ts";
import { randomMixture } from "./testing/random_mixture.ts";

const stream = createStream("mixture");

function secondMoment({ size, parts }: Mixture): number {
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) sum += parts[i]! * (parts[i + 2]! + parts[i + 1]! ** 2);
  return sum / totalWeight({ size, parts });
}

Deno.test("reduce() keeps weight, mean and second moment of the whole", () => {
  const distances = new Float64Array(MAX_COMPONENTS);
  for (let trial = 0; trial < 200; trial++) {
    const mixture = randomMixture(2 + stream.integer(14), stream);
    const before = [totalWeight(mixture), meanOf(mixture), secondMoment(mixture)];
    reduce(mixture, distances);
    ok(mixture.size <= KEPT_COMPONENTS);
    const after = [totalWeight(mixture), meanOf(mixture), secondMoment(mixture)];
    after.forEach((x, i) => ok(Math.abs(x / before[i]! - 1) < 1e-9));
  }
});

/** Merges as `reduce` does, with plain arrays and all distances computed anew in each round. */
function mergedNaively({ size, parts }: Mixture): number[][] {
  const components = Array.from({ length: size }, (_, i) => [...parts.subarray(3 * i, 3 * i + 3)])
    .sort((a, b) => a[1]! - b[1]!);
  while (components.length > KEPT_COMPONENTS) {
    const distances = components.slice(1).map(([b, y], i) => {
      const [a, x] = components[i]!;
      return a! * b! / (a! + b!) * (y! - x!) ** 2;
    });
    const at = distances.indexOf(Math.min(...distances));
    const [[a, x, v], [b, y, w]] = [components[at]!, components[at + 1]!];
    const mean = (a! * x! + b! * y!) / (a! + b!);
    const square = (a! * (v! + x! * x!) + b! * (w! + y! * y!)) / (a! + b!);
    components.splice(at, 2, [a! + b!, mean, square - mean * mean]);
  }
  return components;
}

Deno.test("reduce() merges what a naive search for the closest neighbours merges", () => {
  const distances = new Float64Array(MAX_COMPONENTS);
  for (let trial = 0; trial < 200; trial++) {
    const mixture = randomMixture(4 + stream.integer(MAX_COMPONENTS - 3), stream);
    const expected = mergedNaively(mixture).flat();
    reduce(mixture, distances);
    expected.forEach((x, i) => ok(Math.abs(mixture.parts[i]! / x - 1) < 1e-9, `trial ${trial}, number ${i}`));
  }
});

Deno.test("reduce() leaves a mixture alone that is small enough, in the order in which it is", () => {
  const mixture = createMixture();
  [[0.5, 3, 1], [0.2, 2, 0], [0.1, 1, 4]].forEach(([weight, mean, variance]) =>
    push(mixture, weight!, mean!, variance!)
  );
  const before = [...mixture.parts];
  reduce(mixture, new Float64Array(MAX_COMPONENTS));
  deepStrictEqual([mixture.size, [...mixture.parts]], [3, before]);
});
