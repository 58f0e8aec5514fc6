import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { addTo } from "./cusums.ts";

/** Mean number of normal deviations about a shift until either sum reaches 5. */
function runLength(shift: number, runs: number): number {
  const stream = createStream(1, "cusum");
  let total = 0;
  for (let run = 0; run < runs; run++) {
    const sums = new Float64Array(2);
    do total++; while (
      addTo(sums, 0, shift + normalQuantile(stream.next()), { allowance: 0.5, ceiling: 10 }) < 5
    );
  }
  return total / runs;
}

Deno.test("sums with an allowance of a half reach 5 as often as published: every 465th point in health, at the 10th of a shift of 1", () => {
  // Montgomery, "Introduction to Statistical Quality Control", two-sided CUSUM, k = 1/2, h = 5.
  const [healthy, shifted] = [runLength(0, 2000), runLength(1, 4000)];
  ok(Math.abs(healthy / 465 - 1) < 0.06, String(healthy));
  ok(Math.abs(shifted / 10.4 - 1) < 0.04, String(shifted));
});
