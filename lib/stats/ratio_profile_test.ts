import { deepStrictEqual, throws } from "node:assert";
import { ratioProfile } from "./ratio_profile.ts";

// By hand from Dolan and Moré's definition: ratios 1, 1, 2.5, fail for the first and 3, 2, 1, 1 for the
// second.
Deno.test("ratioProfile() is the share of problems solved within tau times the best cost", () => {
  const costs = [[10, 4, 5, Infinity], [30, 8, 2, 7]];
  deepStrictEqual(ratioProfile(costs, [1, 2, 2.5, 3, Infinity]), [
    [0.5, 0.5, 0.75, 0.75, 0.75],
    [0.5, 0.75, 0.75, 1, 1],
  ]);
});

Deno.test("ratioProfile() counts 0 of 0 as best and a problem that all fail for nobody", () => {
  deepStrictEqual(ratioProfile([[0, Infinity], [3, Infinity]], [1, Infinity]), [[0.5, 0.5], [0, 0.5]]);
});

Deno.test("ratioProfile() of nothing is NaN or empty; costs are checked", () => {
  deepStrictEqual(ratioProfile([], [1]), []);
  deepStrictEqual(ratioProfile([[]], [1]), [[NaN]]);
  throws(() => ratioProfile([[1], [1, 2]], [1]), /same problems, found 1 and 2/);
  throws(() => ratioProfile([[1, -1]], [1]), /0 or more, found -1/);
});
