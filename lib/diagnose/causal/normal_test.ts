import { deepStrictEqual, ok } from "node:assert";
import { learnNormal } from "./normal.ts";
import { asLatencies, SEVEN, synthesizeCauses } from "../testing/synthetic_causes.ts";

const causes = SEVEN.map((of) => of.map(([cause]) => cause));
const before = asLatencies(synthesizeCauses(SEVEN, { seed: 42, rows: 200 }));
const after = synthesizeCauses(SEVEN, { seed: 7, rows: 20, shift: { variable: 2, by: 6 } });
const column = (...values: number[]) => Float64Array.from(values);

Deno.test("the surprise of each variable is what numpy's lstsq gives on the same data", () => {
  const expected = [
    1.8278372426438914,
    2.5128291789239885,
    7.7945522128190765,
    1.8918424527126194,
    2.791547750933897,
    2.222835163870172,
    2.079171128066154,
  ];
  learnNormal(before, causes).surprise({ columns: after })
    .forEach((z, i) => ok(Math.abs(z - expected[i]!) < 1e-5, `${i}: ${z}`));
});

Deno.test("what has no value before or after is no surprise", () => {
  const none = new Float64Array(3).fill(NaN);
  const normal = learnNormal(asLatencies([none, column(1, 2, 3)]), [[], [0]]);
  deepStrictEqual(normal.surprise({ columns: [column(5, 5, 5), none] }), column(0, 0));
  deepStrictEqual(normal.surprise({ columns: [column(), column()] }), column(0, 0));
});

Deno.test("a missing value of a cause counts as usual", () => {
  const normal = learnNormal(before, causes);
  const silent = after.map((values, i) => i === 0 ? values.map(() => NaN) : values);
  const usual = after.map((values, i) => i === 0 ? values.map(() => mean(before.columns[0]!)) : values);
  deepStrictEqual(normal.surprise({ columns: silent })[2], normal.surprise({ columns: usual })[2]);
});

const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;

Deno.test("what never moved before is measured by a thousandth of its level", () => {
  const normal = learnNormal(asLatencies([column(50, 50, 50), column(0, 0, 0)]), [[], []]);
  const surprise = normal.surprise({ columns: [column(51), column(0.1)] });
  ok(Math.abs(surprise[0]! - 20) < 1e-9 && Math.abs(surprise[1]! - 100) < 1e-9);
});

Deno.test("a fifth of the rows bounds the causes: noise that fits perfectly would make all a surprise", () => {
  const noise = synthesizeCauses(Array.from({ length: 12 }, () => []), { seed: 3, rows: 24 });
  const all = noise.map((_, i) => noise.keys().filter((j) => j !== i).toArray());
  const normal = learnNormal(asLatencies(noise.map((values) => values.slice(0, 12))), all);
  ok(normal.surprise({ columns: noise.map((values) => values.slice(12)) }).every((z) => z < 6));
});

Deno.test("fewer errors and more availability than explained are no surprise, the contrary is", () => {
  const table = asLatencies([column(0.4, 0.4), column(0, 0), column(0.4, 0.4), column(100, 100)]);
  const roles = ["errors", "availability", "errors", "availability"] as const;
  const indicators = table.indicators.map((indicator, i) => ({ ...indicator, role: roles[i]! }));
  const surprise = learnNormal({ ...table, indicators }, [[], [], [], []])
    .surprise({ columns: [column(0), column(100), column(0.8), column(90)] });
  deepStrictEqual([...surprise.slice(0, 2)], [0, 0]);
  ok(Math.abs(surprise[2]! - 1000) < 1e-6 && Math.abs(surprise[3]! - 100) < 1e-6);
});
