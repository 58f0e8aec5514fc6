import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { cohenDz } from "./effect_size.ts";

// SciPy 1.17.1: stats.ttest_rel(second, first).statistic / sqrt(10) for R's datasets::sleep, 4.0621 /
// sqrt(10).
Deno.test("cohenDz() of Student's sleep data is 1.2846, its t over the root of n", () => {
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  ok(Math.abs(cohenDz(second, first) - 1.2845575625910546) < 1e-12);
  ok(Math.abs(cohenDz(first, second) + 1.2845575625910546) < 1e-12);
});

Deno.test("cohenDz() is 0 without any difference and not defined for one that never varies", () => {
  strictEqual(cohenDz([1, 2], [1, 2]), 0);
  deepStrictEqual([cohenDz([2, 3], [1, 2]), cohenDz([0.3, 0.2], [0.2, 0.1]), cohenDz([2], [1])], [
    NaN,
    NaN,
    NaN,
  ]);
  throws(() => cohenDz([1], []), /same length/);
});
