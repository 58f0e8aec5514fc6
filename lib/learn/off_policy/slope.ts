import { type Ratio, standardError, valueOf } from "./ratios.ts";
import type { Tuning } from "./estimator.ts";

/** Standard errors that make one side of an interval of 95 %. */
const DEVIATES = 1.96;

/**
 * Chooses a parameter by SLOPE (Su, Srinath and Krishnamurthy, "Adaptive estimator selection for off-policy evaluation", ICML 2020): of values in
 * the order of growing bias the last one whose interval, the estimate plus and minus twice its deviation, meets those of all before it.
 */
export function chooseBySlope(
  { values }: Tuning,
  largestWeight: number,
  ratiosFor: (value: number) => readonly Ratio[],
): number {
  const candidates = values(largestWeight);
  let least = -Infinity;
  let greatest = Infinity;
  let chosen = candidates[0]!;
  for (const candidate of candidates) {
    const ratios = ratiosFor(candidate);
    const value = valueOf(ratios);
    const reach = 2 * DEVIATES * standardError(ratios);
    if (!(value - reach <= greatest && value + reach >= least)) break;
    chosen = candidate;
    least = Math.max(least, value - reach);
    greatest = Math.min(greatest, value + reach);
  }
  return chosen;
}
