import { ok, strictEqual } from "node:assert";
import { fisherZ } from "./fisher_z.ts";
import { SEVEN, synthesizeCauses } from "../testing/synthetic_causes.ts";

const data = synthesizeCauses(SEVEN, { seed: 42, rows: 500 });

Deno.test("fisherZ() gives the p-values of causal-learn 0.1.4.8 for none to three given", () => {
  const independent = fisherZ(data);
  const expected: [number, number, number[], number][] = [
    [0, 1, [], 0.2043886210964665],
    [0, 4, [2], 9.72037600939224e-05],
    [0, 3, [2], 0.8421919064658474],
    [2, 5, [3, 4], 0.8814040023449232],
    [2, 5, [0, 3], 2.3998825484650155e-06],
    [1, 5, [0, 3, 6], 3.632649736573512e-13],
    [0, 6, [1, 2, 4], 0.641302802161043],
  ];
  for (const [x, y, given, p] of expected) {
    ok(Math.abs(independent(x, y, given) - p) < 1e-5 * p + 1e-12, `${x} ${y} | ${given}`);
  }
});

Deno.test("fisherZ() calls a constant independent of all, and a copy of what is given of nothing but it", () => {
  const [x, y] = data;
  const independent = fisherZ([x!, y!, x!, x!.map(() => 3)]);
  strictEqual(independent(0, 3, []), 1);
  strictEqual(independent(0, 3, [1, 2]), 1);
  ok(independent(0, 2, []) < 1e-12);
  ok(independent(0, 1, [2, 3]) > 0.01);
});

Deno.test("fisherZ() calls all independent where there are too few rows to tell", () => {
  strictEqual(fisherZ(data.map((column) => column.slice(0, 4)))(0, 2, [1]), 1);
  strictEqual(fisherZ([new Float64Array(0), new Float64Array(0)])(0, 1, []), 1);
});
