/**
 * `base ** exponent` with the same bits on every processor: `Math.pow` comes from the system's mathematical library, whose last bit
 * depends on whether the processor has a fused multiply-add. Whole exponents are worked out by squaring, with an error of about one
 * unit in the last place per squaring (what is below 1e-308 is 0); others as `exp(exponent * log(base))`.
 *
 * @param base any number; NaN where it is negative and the exponent isn't whole
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { pow } from "./pow.ts";
 * strictEqual(pow(3, 4), 81);
 * strictEqual(pow(2, -2), 0.25);
 * ```
 */
export function pow(base: number, exponent: number): number {
  if (exponent >= 0 && exponent <= MAX_SQUARED && exponent === Math.trunc(exponent)) {
    return squared(base, exponent);
  }
  if (!Number.isSafeInteger(exponent)) return Math.exp(exponent * Math.log(base));
  if (exponent < 0) return 1 / pow(base, -exponent);
  return pow(pow(base, Math.floor(exponent / 2)), 2) * (exponent % 2 === 1 ? base : 1);
}

/** Exponents up to here fit into the integers that the processor shifts. */
const MAX_SQUARED = 0x7fffffff;

/** Multiplies the powers of two of the base that the exponent is made of. */
function squared(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left >>= 1) {
    if ((left & 1) === 1) result *= square;
    square *= square;
  }
  return result;
}
