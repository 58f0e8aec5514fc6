import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { logRatio, squashed, within } from "./metric_features.ts";

Deno.test("squashed() grows from 0 to 1 and tells 3 from 10 as well as 30 from 100", () => {
  deepStrictEqual([-5, 0, NaN, 1000, 1e9, Infinity].map(squashed), [0, 0, 0, 1, 1, 1]);
  ok(Math.abs((squashed(10) - squashed(3)) - (squashed(100) - squashed(30))) < 0.03);
});

Deno.test("logRatio() is 0 where there is nothing to compare, and has limits", () => {
  deepStrictEqual([logRatio(0, 1), logRatio(1, 0), logRatio(NaN, 1), logRatio(1, NaN)], [0, 0, 0, 0]);
  strictEqual(logRatio(1e9, 1), 3);
  strictEqual(logRatio(1, 1e9), -3);
  ok(Math.abs(logRatio(2, 1) - Math.log(2)) < 1e-12);
});

Deno.test("within() keeps a number within limits and takes NaN for 0", () => {
  deepStrictEqual([within(-9, -1, 1), within(9, -1, 1), within(0.5, -1, 1), within(NaN, -1, 1)], [
    -1,
    1,
    0.5,
    0,
  ]);
});
