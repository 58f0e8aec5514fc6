import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

const { next } = createStream(1, "npm forest test");
const POINTS = Array.from({ length: 400 }, () => ({
  timeSeconds: 0,
  values: Float64Array.of(normalQuantile(next()), normalQuantile(next())),
}));
const point = (...values: number[]) => ({ timeSeconds: 0, values: Float64Array.from(values) });

Deno.test("ml-isolation-forest scores an outlier above the centre of the warm-up, and does not change with the stream", () => {
  const forest = createStreamDetector("ml-isolation-forest", { dimensions: 2, seed: 1 });
  forest.fit(POINTS);
  const [far, centre] = [forest.update(point(6, 6)), forest.update(point(0, 0))];
  ok(far > centre + 0.1, `${far} against ${centre}`);
  for (const one of POINTS) forest.update(one);
  strictEqual(forest.update(point(6, 6)), far);
});

Deno.test("ml-isolation-forest learns from the last 256 points of the warm-up only", () => {
  const whole = createStreamDetector("ml-isolation-forest", { dimensions: 2, seed: 1 });
  const latest = createStreamDetector("ml-isolation-forest", { dimensions: 2, seed: 1 });
  whole.fit(POINTS);
  latest.fit(POINTS.slice(-256));
  strictEqual(whole.update(point(1, 2)), latest.update(point(1, 2)));
});
