import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createBlend } from "./blend.ts";

/** The weights after values made of two forecasts by `rule`. */
function weightsAfter(
  count: number,
  rule: (a: number, b: number, noise: number) => number,
  stepSeconds = 3600,
): number[] {
  const { next } = createStream(5, "blend");
  const draw = () => normalQuantile(next());
  const blend = createBlend(2);
  for (let row = 0; row < count; row++) {
    const [a, b] = [draw(), draw()];
    blend.learn(Float64Array.of(a, b), rule(a, b, draw()), stepSeconds);
  }
  return [blend.of(Float64Array.of(1, 0)), blend.of(Float64Array.of(0, 1))];
}

Deno.test("forecasts are weighted by what they explain, never below 0", () => {
  const [a, b] = weightsAfter(2000, (a, b, noise) => 0.7 * a - 0.4 * b + 0.2 * noise);
  ok(Math.abs(a! - 0.7) < 0.06, `${a}`);
  ok(b === 0, `${b}`);
});

Deno.test("two forecasts that say the same share the weight", () => {
  const blend = createBlend(2);
  const { next } = createStream(6, "blend");
  for (let row = 0; row < 2000; row++) {
    const a = normalQuantile(next());
    blend.learn(Float64Array.of(a, a), a, 3600);
  }
  const sum = blend.of(Float64Array.of(1, 1));
  ok(sum > 0.95 && sum <= 1, `${sum}`);
});

Deno.test("weights follow a change within a few hundred values, but not before some days have passed", () => {
  const after = (stepSeconds: number) => {
    let row = 0;
    return weightsAfter(1600, (a, b) => row++ < 1000 ? a : b, stepSeconds);
  };
  const [a, b] = after(3600);
  ok(a! < 0.1 && b! > 0.85, `${a} ${b}`);
  const [usual, odd] = after(60);
  ok(usual! > 0.6 && odd! < 0.4, `${usual} ${odd}`);
});
