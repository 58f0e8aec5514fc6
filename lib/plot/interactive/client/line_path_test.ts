import { ok, strictEqual } from "node:assert";
import { linePath } from "./line_path.ts";

const scale = { xOf: (step: number) => 10 * step, yOf: (value: number) => -value };

Deno.test("linePath() goes through the values of the steps asked for, with a gap where there is none", () => {
  strictEqual(
    linePath([1, 2, null, 4, 5], { from: 0, until: 5, ...scale }),
    "M0.0,-1.0h0L10.0,-2.0M30.0,-4.0h0L40.0,-5.0",
  );
  strictEqual(linePath([1, 2, 3], { from: 1, until: 3, ...scale }), "M10.0,-2.0h0L20.0,-3.0");
  strictEqual(linePath([null], { from: 0, until: 1, ...scale }), "");
});

Deno.test("linePath() keeps the least and the greatest value where a pixel has many steps", () => {
  const values = Array.from({ length: 10_000 }, (_, step) => step === 7001 ? 99 : step === 3003 ? -7 : 1);
  const path = linePath(values, {
    from: 0,
    until: 10_000,
    xOf: (step) => step / 100,
    yOf: (value) => -value,
  });
  ok(path.includes(",-99.0") && path.includes(",7.0"));
  ok(path.length < 4000, String(path.length));
});
