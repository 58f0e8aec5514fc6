import { ok, strictEqual } from "node:assert";
import { correlation } from "./correlation.ts";

Deno.test("correlation() gives .816 for the first set of Anscombe's quartet", () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  ok(Math.abs(correlation(x, y) - 0.81642) < 5e-6);
});

Deno.test("correlation() is -1 for a falling line and 0 against a constant", () => {
  ok(Math.abs(correlation([1, 2, 3], [6, 4, 2]) + 1) < 1e-12);
  strictEqual(correlation([1, 2, 3], [5, 5, 5]), 0);
});

Deno.test("constants don't correlate, whatever their mean is rounded to", () => {
  const constant = (value: number, length: number) => new Float64Array(length).fill(value);
  for (
    const [a, b, length] of [[0.1, 0.1, 100], [0.0045, 0.0045, 282], [100.1, 3.3, 240], [
      1e9 + 0.1,
      7,
      60,
    ]] as const
  ) {
    strictEqual(correlation(constant(a, length), constant(b, length)), 0, `${a} and ${b}`);
    const moving = Float64Array.from({ length }, (_, i) => i % 7);
    strictEqual(correlation(constant(a, length), moving), 0);
  }
  const small = Float64Array.from({ length: 50 }, (_, i) => 1 + 1e-9 * (i % 5));
  ok(Math.abs(correlation(small, small.map((x) => 2 * x)) - 1) < 1e-6);
});
