import { strictEqual } from "node:assert";
import { largestOf, likeliestOf } from "./likeliest.ts";

Deno.test("the likeliest has the largest share, the first of equals, and is the first where none has any", () => {
  strictEqual(largestOf([0.2, 0.7, 0.7]), 0.7);
  strictEqual(largestOf([]), 0);
  strictEqual(likeliestOf(Float64Array.of(0.2, 0.7, 0.7)), 1);
  strictEqual(likeliestOf(Float64Array.of(0, 0)), 0);
});
