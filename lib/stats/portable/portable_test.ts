import { ok, strictEqual } from "node:assert";
import { pow } from "./pow.ts";
import { tanh } from "./tanh.ts";

Deno.test("whole powers are exact where their value has an exact double", () => {
  for (let n = 0; n <= 33; n++) strictEqual(pow(3, n), Number(3n ** BigInt(n)));
  for (const n of [-1022, -3, 52, 1023]) strictEqual(pow(2, n), 2 ** n);
  strictEqual(pow(-3, 3), -27);
  strictEqual(pow(0, 0), 1);
  strictEqual(pow(0, -1), Infinity);
  strictEqual(pow(1.5, 1e6), Infinity);
});

Deno.test("powers stay within a few parts in 10^14 of the system's", () => {
  for (let base = 0.05; base < 3; base += 0.0517) {
    for (const exponent of [-2.5, -1, 1 / 3, 0.75, 1.5, 7, 60, 64, 127.25]) {
      const expected = Math.pow(base, exponent);
      ok(Math.abs(pow(base, exponent) / expected - 1) < 5e-14, `${base} ** ${exponent}`);
    }
  }
  // Beyond the integers that the processor shifts.
  for (const exponent of [2 ** 31, 2 ** 31 + 1, 2 ** 33 + 5, -(2 ** 32 + 3)]) {
    const expected = Math.pow(1 + 2 ** -30, exponent);
    ok(Math.abs(pow(1 + 2 ** -30, exponent) / expected - 1) < 1e-6, `exponent ${exponent}`);
  }
  ok(Number.isNaN(pow(-8, 1 / 3)));
  ok(Number.isNaN(pow(NaN, 2)));
  strictEqual(pow(0, 0.5), 0);
});

Deno.test("the hyperbolic tangent is odd, saturates, keeps its slope near 0 and agrees with the system's", () => {
  for (let x = 1e-9; x < 40; x *= 1.07) {
    ok(Math.abs(tanh(x) / Math.tanh(x) - 1) < 1e-15, `tanh(${x})`);
    strictEqual(tanh(-x), -tanh(x));
  }
  ok(Number.isNaN(tanh(NaN)));
  strictEqual(tanh(Infinity), 1);
});
