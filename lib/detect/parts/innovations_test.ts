import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createInnovations } from "./innovations.ts";

/** Innovations of a stationary series of which so much is left from point to point, with its deviations from the mean. */
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
  Deno.test(`of values that keep ${left} of their deviation, innovations are uncorrelated and of unit spread`, () => {
    const { z, values } = walked(left);
    ok(Math.abs(correlationWithTheNext(values) - left) < 0.02, "the series is what it should be");
    ok(Math.abs(correlationWithTheNext(z)) < 0.06, `${correlationWithTheNext(z)}`);
    const spread = Math.sqrt(z.reduce((sum, x) => sum + x * x, 0) / z.length);
    ok(Math.abs(spread - 1) < 0.08, `${spread}`);
  });
}
