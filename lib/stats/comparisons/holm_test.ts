import { deepStrictEqual, ok, throws } from "node:assert";
import { holm } from "./holm.ts";

// statsmodels 0.15.0: multipletests(pValues, method="holm")[1]; R's p.adjust(pValues, "holm") gives the same.
Deno.test("holm() gives the adjusted p-values of statsmodels, with ties and one that would pass 1", () => {
  const cases = [
    { pValues: [0.01, 0.04, 0.03, 0.005], expected: [0.03, 0.06, 0.06, 0.02] },
    { pValues: [0.0001, 0.02, 0.02, 0.9, 0.3, 0.04], expected: [0.0006, 0.1, 0.1, 0.9, 0.6, 0.12] },
    { pValues: [0.6, 0.7], expected: [1, 1] },
  ];
  for (const { pValues, expected } of cases) {
    holm(pValues).forEach((p, i) => ok(Math.abs(p - expected[i]!) < 1e-12, `${p} for ${expected[i]}`));
  }
});

Deno.test("holm() leaves a single p-value and an empty list unchanged, and rejects what is not a p-value", () => {
  deepStrictEqual(holm([0.3]), [0.3]);
  deepStrictEqual(holm([]), []);
  throws(() => holm([0.2, 1.2]), /from 0 to 1, found 1.2/);
  throws(() => holm([0.2, NaN]), /found NaN/);
});
