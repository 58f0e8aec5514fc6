import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createRoughness } from "./roughness.ts";

/** After errors whose standard deviation is that of a rule, at forecasts between -1 and 2. */
function learnt(count: number, deviationAt: (forecast: number) => number) {
  const { next, between } = createStream(2, "roughness");
  const roughness = createRoughness();
  for (let row = 0; row < count; row++) {
    const forecast = between(-1, 2);
    roughness.learn(forecast, normalQuantile(next()) * deviationAt(forecast));
  }
  return roughness;
}

Deno.test("errors that are as large everywhere are left as they are", () => {
  const { factor } = learnt(3000, () => 0.2);
  for (const forecast of [-1, 0, 2]) ok(Math.abs(factor(forecast) - 1) < 0.12, `${factor(forecast)}`);
});

Deno.test("errors that grow with the forecast are brought half way to one size", () => {
  const { factor } = learnt(3000, (forecast) => 0.1 * (forecast + 1.2));
  // The mean deviation is 0.17; at 2 it is 0.32, at -0.8 it is 0.04, which counts as a third of the mean.
  ok(Math.abs(factor(2) - (1 + 0.17 / 0.32) / 2) < 0.08, `${factor(2)}`);
  ok(Math.abs(factor(-0.8) - 2) < 0.1, `${factor(-0.8)}`);
});

Deno.test("nothing is known after a hundred errors, or where there never was one", () => {
  strictEqual(learnt(100, (forecast) => 0.1 * (forecast + 1.2)).factor(2), 1);
  strictEqual(learnt(500, () => 0).factor(2), 1);
});
