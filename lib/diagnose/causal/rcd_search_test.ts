import { deepStrictEqual, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { type Categories, chiSquareTest } from "./chi_square.ts";
import { createFNeighbours } from "./rcd_search.ts";

/** Rows of a table of counts, per category how many before and after: F, and the variable. */
function rowsOf(
  counts: readonly (readonly [before: number, after: number])[],
): { f: Categories; variable: Categories } {
  const rows = [0, 1].flatMap((f) =>
    counts.flatMap((of, category) => Array(of[f]!).fill([f, category]) as [number, number][])
  );
  return {
    f: { codes: Uint8Array.from(rows, ([f]) => f), count: 2 },
    variable: { codes: Uint8Array.from(rows, ([, category]) => category), count: counts.length },
  };
}

Deno.test("variables whose p-values underflow are ordered by Wilson and Hilferty's normal scores, across degrees of freedom", () => {
  // 4,000 rows, half of them after. With equal halves chi-squared is the sum of (a - b)^2 / (a + b).
  const few = (odd: number) => rowsOf([[2000 - odd, odd], [odd, 2000 - odd]]);
  const many = (odd: number) =>
    rowsOf([[800 - odd, odd], [odd, 800 - odd], [801 - odd, odd - 1], [odd - 1, 801 - odd], [400, 400]]);
  // The scores of the first pair are nearly the same, those of the second are not.
  for (
    const [two, five, expected] of [[few(199), many(116), [1, 0]], [few(348), many(47), [0, 1]]] as const
  ) {
    const tests = [five, two].map(({ f, variable }) => chiSquareTest(f, variable, []));
    deepStrictEqual(tests.map(({ freedom, p }) => [freedom, p]), [[4, 0], [1, 0]]);
    const scores = tests.map(({ statistic, freedom: k }) =>
      (Math.cbrt(statistic / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k))
    );
    strictEqual(scores[expected[0]]! > scores[expected[1]]!, true, `${scores}`);
    const find = createFNeighbours(five.f, [five.variable, two.variable], {
      stream: createStream(1, "rcd"),
      maxGiven: 0,
    });
    deepStrictEqual(find([0, 1], 0.01).map(({ variable }) => variable), expected);
  }
});
