import { ok, strictEqual } from "node:assert";
import { chiSquareTail } from "./distributions.ts";

Deno.test("chiSquareTail() is SciPy's chi2.sf to 1e-10", () => {
  const expected = [
    [3.841458820694124, 1, 0.05],
    [0.5, 1, 0.47950012218695337],
    [10, 4, 0.04042768199451279],
    [30, 16, 0.018002193147830754],
    [100, 80, 0.064570368921133],
    [0.001, 2, 0.9995001249791693],
    [2000, 1500, 5.809910989761926e-17],
  ];
  for (const [x, freedom, p] of expected) ok(Math.abs(chiSquareTail(x!, freedom!) - p!) < 1e-10);
});

Deno.test("chiSquareTail() of 0 is 1", () => {
  strictEqual(chiSquareTail(0, 3), 1);
});
