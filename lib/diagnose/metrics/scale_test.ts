import { ok, strictEqual } from "node:assert";
import { deviation, quartileScale } from "./scale.ts";

Deno.test("quartileScale() measures what was mostly constant by its standard deviation, in any unit", () => {
  for (const unit of [1e-6, 1, 1e9]) {
    const before = Float64Array.of(8, 8, 8, 8, 8, 8, 8, 8, 8, 10).map((x) => x * unit);
    // Deviations of nine times 0.2 and 1.8 from the mean have a standard deviation of 0.6.
    ok(Math.abs(deviation(14 * unit, quartileScale(before)) - 6 / (1.349 * 0.6)) < 1e-9);
  }
});

Deno.test("deviation() measures what was constant in hundredths of its level, and rounding not at all", () => {
  const constant = quartileScale(Float64Array.of(4, 4, 4));
  strictEqual(deviation(5, constant), 20);
  strictEqual(deviation(4 * (1 + 1e-15), constant), 0);
});
