/**
 * A probability as a person reads it, in whole percent: nothing that is learnt is certain, so the ends are "over 99 %" and "under 1 %"
 * where rounding would say 100 and 0. Only what is exactly 0 stays "0 %": nothing spoke for it at all.
 *
 * @param probability 0 to 1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { percentText } from "./percent_text.ts";
 * strictEqual(percentText(0.87), "87 %");
 * strictEqual(percentText(0.9996), "over 99 %");
 * strictEqual(percentText(0.002), "under 1 %");
 * ```
 */
export function percentText(probability: number): string {
  const percent = Math.round(100 * probability);
  if (percent >= 100) return "over 99 %";
  return percent === 0 && probability > 0 ? "under 1 %" : `${percent} %`;
}
