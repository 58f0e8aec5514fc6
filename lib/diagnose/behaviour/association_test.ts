import { ok, strictEqual } from "node:assert";
import { associationOf } from "./association.ts";

Deno.test("associationOf() is Mantel and Haenszel's test with its correction for continuity", () => {
  // Of 10 and 10 cases 2 and 7: excess 2.5, variance 10 * 10 * 9 * 11 / (400 * 19).
  const { z, difference } = associationOf([{ casesBefore: 10, casesAfter: 10, before: 2, after: 7 }]);
  ok(Math.abs(z - 2 / Math.sqrt(9900 / 7600)) < 1e-12);
  ok(Math.abs(difference - 0.5) < 1e-12);
});

Deno.test("associationOf() sees no change where only the cases of each stratum have changed", () => {
  const { z, difference } = associationOf([
    { casesBefore: 100, casesAfter: 10, before: 90, after: 9 },
    { casesBefore: 10, casesAfter: 100, before: 1, after: 10 },
  ]);
  strictEqual(Math.abs(z), 0);
  ok(Math.abs(difference) < 1e-12);
});

Deno.test("associationOf() learns nothing from strata without cases on a side", () => {
  const { z, difference } = associationOf([{ casesBefore: 0, casesAfter: 50, before: 0, after: 50 }]);
  strictEqual(z, 0);
  strictEqual(difference, 0);
});
