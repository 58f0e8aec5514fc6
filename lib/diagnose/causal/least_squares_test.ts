import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { leastSquares } from "./least_squares.ts";

const x = Float64Array.of(0, 1, 2, 3, 4, 5);
const z = Float64Array.of(1, 0, 1, 0, 0, 1);
const NUMPY = [-0.12820512820512878, 1.4230769230769234, 0.8076923076923082];
const near = (a: number, b: number) => ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

Deno.test("leastSquares() finds numpy's lstsq coefficients of a noisy target", () => {
  const { intercept, coefficients } = leastSquares(Float64Array.of(1, 2, 2, 5, 4, 9), [x, z]);
  // numpy.linalg.lstsq of the same, 2.4.6.
  near(intercept, NUMPY[0]!);
  near(coefficients[0]!, NUMPY[1]!);
  near(coefficients[1]!, NUMPY[2]!);
});

Deno.test("leastSquares() gives a constant predictor nothing, and collinear ones the effect together", () => {
  const { intercept, coefficients } = leastSquares(x.map((x) => 1 + 6 * x), [
    x,
    x.map(() => 0.1),
    x.map((x) => 2 * x),
  ]);
  strictEqual(coefficients[1], 0);
  near(coefficients[0]! + 2 * coefficients[2]!, 6);
  near(intercept, 1);
});

Deno.test("leastSquares() leaves rows out whose target is missing", () => {
  const target = Float64Array.from(x, (x) => x === 2 ? NaN : 3 - x);
  near(leastSquares(target, [x]).coefficients[0]!, -1);
});

Deno.test("leastSquares() survives more predictors than rows", () => {
  const { coefficients } = leastSquares(
    Float64Array.of(1, 2),
    [[1, 3], [5, 4], [2, 8]].map((c) => Float64Array.from(c)),
  );
  ok(coefficients.every(Number.isFinite));
});

Deno.test("leastSquares() of no rows has no intercept, and coefficients of 0", () => {
  const { intercept, coefficients } = leastSquares(new Float64Array(0), [new Float64Array(0)]);
  strictEqual(intercept, NaN);
  deepStrictEqual(coefficients, Float64Array.of(0));
});
