/** From here on the hyperbolic tangent is 1 to the last bit. */
const SATURATED_FROM = 22;

/**
 * The hyperbolic tangent with the same bits on every processor, which `Math.tanh` doesn't promise: from `expm1`, so that it is exact to a
 * few units in the last place near 0, too.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { tanh } from "./tanh.ts";
 * strictEqual(tanh(0), 0);
 * strictEqual(tanh(-40), -1);
 * ```
 */
export function tanh(x: number): number {
  const distance = Math.abs(x);
  if (distance >= SATURATED_FROM) return Math.sign(x);
  const above = Math.expm1(2 * distance);
  return Math.sign(x) * (above / (above + 2));
}
