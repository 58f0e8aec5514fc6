import { deepStrictEqual, ok } from "node:assert";
import { pushMaximum } from "./clark.ts";
import { createMixture } from "./mixture.ts";

/** Weight, mean and variance of the maximum of two components, each given as mean and variance. */
function maximumOf(a: readonly [number, number], b: readonly [number, number], weight = 1): number[] {
  const mixture = createMixture();
  pushMaximum(mixture, weight, ...a, ...b);
  return [...mixture.parts.subarray(0, 3 * mixture.size)];
}

function near(actual: readonly number[], expected: readonly number[], tolerance: number) {
  actual.forEach((x, i) => ok(Math.abs(x - expected[i]!) < tolerance, `${actual} is not ${expected}`));
}

Deno.test("the maximum of two standard normal variables has the mean 1 / sqrt(pi) and the variance 1 - 1 / pi", () => {
  near(maximumOf([0, 1], [0, 1]), [1, 1 / Math.sqrt(Math.PI), 1 - 1 / Math.PI], 1e-6);
  // Shifted by 5 and three times as wide.
  near(maximumOf([5, 9], [5, 9], 0.3), [0.3, 5 + 3 / Math.sqrt(Math.PI), 9 - 9 / Math.PI], 1e-5);
});

Deno.test("the maximum of a normal variable and a constant has the moments of a normal variable cut off below", () => {
  // E max(Z, 0) = phi(0), and half of its square's mean is left.
  const mean = 1 / Math.sqrt(2 * Math.PI);
  near(maximumOf([0, 1], [0, 0]), [1, mean, 0.5 - mean * mean], 1e-6);
});

Deno.test("the maximum of unequal normal variables has the moments that the integral of x d(F G) has", () => {
  const [[m, v], [n, w]] = [[1, 0.25], [1.4, 1]] as const;
  const density = (z: number) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  const step = 1e-3;
  let [below, beneath, first, second] = [0, 0, 0, 0];
  for (let x = -6; x < 9; x += step) {
    const [f, g] = [
      density((x - m) / Math.sqrt(v)) / Math.sqrt(v),
      density((x - n) / Math.sqrt(w)) / Math.sqrt(w),
    ];
    const both = (f * (beneath + g * step / 2) + g * (below + f * step / 2)) * step;
    first += x * both;
    second += x * x * both;
    below += f * step;
    beneath += g * step;
  }
  near(maximumOf([m, v], [n, w]), [1, first, second - first * first], 1e-4);
  near(maximumOf([n, w], [m, v]), [1, first, second - first * first], 1e-4);
});

Deno.test("the maximum of two constants is the larger one", () => {
  deepStrictEqual(maximumOf([2, 0], [3, 0], 0.5), [0.5, 3, 0]);
});
