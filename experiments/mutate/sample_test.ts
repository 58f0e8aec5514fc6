import { deepStrictEqual, strictEqual } from "node:assert";
import { sample, shares } from "./sample.ts";

Deno.test("sample() draws each at most once, and the same for the same seed", () => {
  const all = [1, 2, 3, 4, 5, 6, 7, 8];
  const some = sample(all, { count: 4, seed: 1 });
  strictEqual(new Set(some).size, 4);
  deepStrictEqual(sample(all, { count: 4, seed: 1 }), some);
  strictEqual(sample(all, { count: 99, seed: 1 }).length, 8);
});

Deno.test("shares() divides in proportion to the sizes, with a least share", () => {
  deepStrictEqual(shares([100, 300], { count: 40, atLeast: 0 }), [10, 30]);
  deepStrictEqual(shares([1, 300, 300], { count: 60, atLeast: 20 }), [20, 20, 20]);
  deepStrictEqual(shares([1, 300, 300], { count: 80, atLeast: 20 }), [20, 30, 30]);
});
