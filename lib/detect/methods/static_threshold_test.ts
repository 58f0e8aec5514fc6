import { deepStrictEqual } from "node:assert";
import { createStaticThreshold } from "./static_threshold.ts";

const CONTEXT = { dimensions: 1, seed: 1 };
const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });

Deno.test("a static threshold scores 0 in the middle of its limits, 1 at each and more beyond", () => {
  const given = createStaticThreshold(CONTEXT, [{ low: 10, high: 30 }]);
  given.fit([point(5)]);
  deepStrictEqual([20, 10, 30, 50].map((value) => given.update(point(value))), [0, 1, 1, 3]);
});

Deno.test("a static threshold without limits takes the warm-up's, moved apart by half their distance each", () => {
  const learnt = createStaticThreshold(CONTEXT);
  learnt.fit([12, 10, 14].map(point));
  deepStrictEqual([12, 8, 16].map((value) => learnt.update(point(value))), [0, 1, 1]);
  const constant = createStaticThreshold(CONTEXT);
  constant.fit([point(7)]);
  deepStrictEqual([7, 7.1].map((value) => constant.update(point(value))), [0, 1]);
});
