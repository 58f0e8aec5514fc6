import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { addTo, createInnovations } from "./cusums.ts";

/** Average run length: normal deviations with a shift until either sum reaches 5. */
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

Deno.test("cumulative sums have the published average run lengths for k = 1/2, h = 5: 465 in health, 10.4 after a shift of 1", () => {
  // Montgomery, "Introduction to Statistical Quality Control", two-sided CUSUM, k = 1/2, h = 5.
  const [healthy, shifted] = [runLength(0, 2000), runLength(1, 4000)];
  ok(Math.abs(healthy / 465 - 1) < 0.06, String(healthy));
  ok(Math.abs(shifted / 10.4 - 1) < 0.04, String(shifted));
});

/** Innovations of a stationary first-order autoregression, and its deviations from the mean. */
function walked(left: number): { z: number[]; values: number[] } {
  const stream = createStream(1, "innovations");
  const innovations = createInnovations(1, { share: 0.005, gate: 4 });
  const [z, out] = [[] as number[], new Float64Array(1)];
  let deviation = 0;
  const values = Array.from({ length: 20_000 }, () => {
    deviation = left * deviation + Math.sqrt(1 - left ** 2) * normalQuantile(stream.next());
    innovations.next(Float64Array.of(50 + 3 * deviation), out);
    z.push(out[0]!);
    return deviation;
  });
  return { z: z.slice(1000), values: values.slice(1000) };
}

function correlationWithTheNext(list: readonly number[]): number {
  const mean = list.reduce((sum, x) => sum + x) / list.length;
  const product = (a: number, b: number) => (a - mean) * (b - mean);
  const squares = list.reduce((sum, x) => sum + product(x, x), 0);
  return list.slice(1).reduce((sum, x, i) => sum + product(x, list[i]!), 0) / squares;
}

for (const left of [0, 0.6, 0.95]) {
  Deno.test(`innovations of an autoregression with coefficient ${left} are uncorrelated and of unit variance`, () => {
    const { z, values } = walked(left);
    ok(Math.abs(correlationWithTheNext(values) - left) < 0.02, "the series is what it should be");
    ok(Math.abs(correlationWithTheNext(z)) < 0.06, `${correlationWithTheNext(z)}`);
    const spread = Math.sqrt(z.reduce((sum, x) => sum + x * x, 0) / z.length);
    ok(Math.abs(spread - 1) < 0.08, `${spread}`);
  });
}
