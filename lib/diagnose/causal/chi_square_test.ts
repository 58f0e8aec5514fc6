import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { chiSquareTest, intoBins } from "./chi_square.ts";
import { SEVEN, synthesizeCauses } from "../testing/synthetic_causes.ts";

const binned = synthesizeCauses(SEVEN, { seed: 42, rows: 500 }).map((column) => ({
  codes: Uint8Array.from(column, (x) => Math.floor(Math.min(Math.max(x + 2, 0), 3.99))),
  count: 4,
}));

Deno.test("chiSquareTest() gives the p-values of causal-learn 0.1.4.8 for none to two given", () => {
  const expected: [number, number, number[], number][] = [
    [0, 1, [], 0.13233576081160117],
    [0, 4, [], 0.6639119544577822],
    [0, 3, [2], 0.7118425672696083],
    [0, 4, [1], 0.7752069355765419],
    [0, 6, [1, 2], 0.05132524820644605],
    [1, 5, [3, 4], 0.07049503828761876],
  ];
  for (const [x, y, given, p] of expected) {
    const result = chiSquareTest(binned[x]!, binned[y]!, given.map((i) => binned[i]!));
    ok(Math.abs(result.p - p) < 1e-9, `${x} ${y} | ${given}: ${result.p}`);
  }
});

Deno.test("chiSquareTest() finds nothing in a constant, in no rows, and within strata of one row", () => {
  const nothing = { statistic: 0, freedom: 0, p: 1 };
  const coin = { codes: Uint8Array.of(0, 1, 1), count: 2 };
  const each = { codes: Uint8Array.of(0, 1, 2), count: 3 };
  deepStrictEqual(chiSquareTest(coin, { codes: new Uint8Array(3), count: 1 }), nothing);
  strictEqual(
    chiSquareTest({ codes: new Uint8Array(0), count: 2 }, { codes: new Uint8Array(0), count: 2 }).p,
    1,
  );
  strictEqual(chiSquareTest(coin, coin, [each]).p, 1);
});

const codesOf = (values: number[], bins: number) => {
  const { codes, count } = intoBins(Float64Array.from(values), bins);
  return { codes: [...codes], count };
};

Deno.test("intoBins() cuts where the gaps are, not by width", () => {
  deepStrictEqual(codesOf([0, 1, 2, 10, 11, 100], 3), { codes: [0, 0, 0, 1, 1, 2], count: 3 });
});

Deno.test("intoBins() makes no more bins than there are values", () => {
  deepStrictEqual(codesOf([4, 4, 7], 5), { codes: [0, 0, 1], count: 2 });
  deepStrictEqual(codesOf([4, 4], 5), { codes: [0, 0], count: 1 });
  deepStrictEqual(codesOf([], 5), { codes: [], count: 1 });
});

Deno.test("intoBins() keeps a bin for what is missing", () => {
  deepStrictEqual(codesOf([1, NaN, 2], 2), { codes: [0, 2, 1], count: 3 });
  deepStrictEqual(codesOf([NaN, NaN], 2), { codes: [0, 0], count: 1 });
});

Deno.test("intoBins() takes what differs by rounding for one value", () => {
  deepStrictEqual(intoBins(Float64Array.of(0.0045, 0.0045000000000000005, 0.0045), 5).count, 1);
});
