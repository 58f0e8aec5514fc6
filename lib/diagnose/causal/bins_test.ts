import { deepStrictEqual } from "node:assert";
import { intoBins } from "./bins.ts";

const binned = (values: number[], bins: number) => {
  const { codes, count } = intoBins(Float64Array.from(values), bins);
  return { codes: [...codes], count };
};

Deno.test("intoBins() cuts where the gaps are, not by width", () => {
  deepStrictEqual(binned([0, 1, 2, 10, 11, 100], 3), { codes: [0, 0, 0, 1, 1, 2], count: 3 });
});

Deno.test("intoBins() makes no more bins than there are values", () => {
  deepStrictEqual(binned([4, 4, 7], 5), { codes: [0, 0, 1], count: 2 });
  deepStrictEqual(binned([4, 4], 5), { codes: [0, 0], count: 1 });
  deepStrictEqual(binned([], 5), { codes: [], count: 1 });
});

Deno.test("intoBins() keeps a bin for what is missing", () => {
  deepStrictEqual(binned([1, NaN, 2], 2), { codes: [0, 2, 1], count: 3 });
  deepStrictEqual(binned([NaN, NaN], 2), { codes: [0, 0], count: 1 });
});
