import { ok, strictEqual } from "node:assert";
import { rankCorrelation } from "./rank_correlation.ts";

Deno.test("rankCorrelation() gives -29/165 for the IQs and hours of television of the textbook", () => {
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
  const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  ok(Math.abs(rankCorrelation(iq, hours)! + 29 / 165) < 1e-12);
});

Deno.test("equal values share the mean of their ranks", () => {
  // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: Pearson's of these is 4.5 / sqrt(4.5 * 5).
  ok(Math.abs(rankCorrelation([1, 2, 2, 3], [10, 30, 20, 40])! - 4.5 / Math.sqrt(22.5)) < 1e-12);
});

Deno.test("rankCorrelation() knows order alone, and there is none against a constant", () => {
  strictEqual(rankCorrelation([1, 2, 3, 4], [1, 10, 1e3, 1e9]), 1);
  strictEqual(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]), -1);
  for (const [a, b] of [[[1, 2, 3], [0, 0, 0]], [[0, 0], [0, 0]], [[], []], [[1], [1]]] as const) {
    strictEqual(rankCorrelation(a, b), null);
  }
});
