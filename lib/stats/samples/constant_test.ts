import { strictEqual } from "node:assert";
import { isConstant } from "./constant.ts";

Deno.test("isConstant() takes what differs by rounding for one value, at any size, and nothing else", () => {
  for (const unit of [1e-9, 1, 1e9]) {
    strictEqual(isConstant([0.0045 * unit, 0.0045000000000000005 * unit, 0.0045 * unit]), true);
    strictEqual(isConstant([-0.1 * unit, -0.1 * unit * (1 + 1e-15)]), true);
    strictEqual(isConstant([unit, unit * (1 + 1e-9)]), false);
    strictEqual(isConstant([0, 0, 1e-12 * unit]), false);
  }
  for (const values of [[], [3], [0, 0]]) strictEqual(isConstant(values), true);
});
