import { deepStrictEqual } from "node:assert";
import { adjustForDescendants } from "./descendants.ts";

Deno.test("an anomalous variable gains the largest score among its children, unadjusted", () => {
  const causes = [[], [0], [0], [2]];
  deepStrictEqual(adjustForDescendants([4, 5, 6, 8], causes), Float64Array.of(10, 5, 14, 8));
});

Deno.test("an anomalous child hides its own children from its causes", () => {
  deepStrictEqual(adjustForDescendants([4, 3, 90], [[], [0], [1]]), Float64Array.of(7, 93, 90));
});

Deno.test("a variable below the threshold gains nothing", () => {
  deepStrictEqual(adjustForDescendants([2.9, 50], [[], [0]]), Float64Array.of(2.9, 50));
});

Deno.test("in a cycle the adjustment ends, and no variable is its own effect", () => {
  deepStrictEqual(adjustForDescendants([5, 4], [[1], [0]]), Float64Array.of(9, 9));
  deepStrictEqual(adjustForDescendants([5], [[0]]), Float64Array.of(5));
});

/** The adjustment as the paper says it, by recursion: exponential, but plain. */
function plain(scores: number[], causes: number[][], i: number): number {
  const below = (at: number): number[] =>
    causes.flatMap((of, child) =>
      of.includes(at) ? [scores[child]!, ...scores[child]! < 3 ? below(child) : []] : []
    );
  return scores[i]! < 3 ? scores[i]! : scores[i]! + Math.max(0, ...below(i));
}

Deno.test("the adjustment is that of the plain recursion on random acyclic graphs", () => {
  let state = 7;
  const uniform = () => (state = state * 16807 % 2147483647) / 2147483647;
  for (let trial = 0; trial < 50; trial++) {
    const scores = Array.from({ length: 12 }, () => 6 * uniform());
    const causes = scores.map((_, i) => [...Array(i).keys()].filter(() => uniform() < 0.25));
    deepStrictEqual(
      [...adjustForDescendants(scores, causes)],
      scores.map((_, i) => plain(scores, causes, i)),
    );
  }
});
