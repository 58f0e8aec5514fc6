import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

/** The score of a point after points of two values with correlation 0.9. */
function scoreOf(last: readonly [number, number], rows: number, times = 1): number {
  const { next } = createStream(1, "mahalanobis test");
  const detector = createStreamDetector("mahalanobis", { dimensions: 2, seed: 1 });
  const normal = () => normalQuantile(next());
  const point = (a: number, b: number) => ({ timeSeconds: 0, values: Float64Array.of(times * a, b) });
  const usual = () => {
    const a = normal();
    return point(a, 0.9 * a + Math.sqrt(1 - 0.9 ** 2) * normal());
  };
  detector.fit(Array.from({ length: rows }, usual));
  return detector.update(point(...last));
}

Deno.test("mahalanobis scores a point against the correlation above one farther out along it", () => {
  ok(scoreOf([1.5, -1.5], 2000) > 4 * scoreOf([2.5, 2.5], 2000));
});

Deno.test("mahalanobis does not depend on units", () => {
  const [one, many] = [scoreOf([3, -1], 2000), scoreOf([3, -1], 2000, 1e6)];
  ok(Math.abs(many / one - 1) < 1e-6, `${one} and ${many}`);
});
