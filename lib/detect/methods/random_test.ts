import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert";
import { nullDetector } from "./null.ts";
import { randomDetector } from "./random.ts";

const point = { timeSeconds: 0, values: Float64Array.of(1) };
const scores = (seed: number) => {
  const detector = randomDetector.stream!({ dimensions: 1, seed }, {});
  return Array.from({ length: 400 }, () => detector.update(point));
};

Deno.test("random has uniform scores, different ones for each seed", () => {
  const mean = scores(1).reduce((sum, score) => sum + score, 0) / 400;
  // Four standard errors of a mean of 400 uniform numbers.
  ok(Math.abs(mean - 0.5) < 4 / Math.sqrt(12 * 400));
  notDeepStrictEqual(scores(1), scores(2));
});

Deno.test("null scores all points alike", () => {
  const detector = nullDetector.stream!({ dimensions: 1, seed: 1 }, {});
  deepStrictEqual([0, 1e9, -5].map((x) => detector.update({ timeSeconds: 0, values: Float64Array.of(x) })), [
    0,
    0,
    0,
  ]);
});
