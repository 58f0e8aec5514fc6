import { deepStrictEqual } from "node:assert";
import { createStreamDetector } from "../catalogue.ts";

const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });

function scoresOf(choice: string, warmup: readonly number[], values: readonly number[]): number[] {
  const detector = createStreamDetector(choice, { dimensions: 1, seed: 1 });
  detector.fit(warmup.map(point));
  return values.map((value) => detector.update(point(value)));
}

Deno.test("a static threshold scores 0 in the middle of its limits, 1 at each and more beyond", () => {
  deepStrictEqual(scoresOf("static-threshold:margin=0", [10, 15, 30], [20, 10, 30, 50]), [0, 1, 1, 3]);
});

Deno.test("a static threshold moves the extremes of the warm-up apart by half their distance each", () => {
  deepStrictEqual(scoresOf("static-threshold", [12, 10, 14], [12, 8, 16]), [0, 1, 1]);
  deepStrictEqual(scoresOf("static-threshold", [7], [7, 7.1]), [0, 1]);
});
