import { sampleStandardDeviation } from "simple-statistics";
import { shareAbove } from "./improvement.ts";
import { differences } from "./pairs.ts";
import { mean } from "./quantiles.ts";

/**
 * Cohen's d_z: the mean of paired differences a - b in their standard deviations, n - 1 (Cohen, Statistical
 * Power Analysis for the Behavioral Sciences, 1988, section 2.3.5). It is what `pairsNeeded` asks for as
 * delta / standardDeviation.
 *
 * @returns 0 where all differences are 0; NaN for fewer than two pairs, and where all differences are equal
 * but not 0
 * @throws {RangeError} if the samples differ in length
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { cohenDz } from "./effect_size.ts";
 * strictEqual(cohenDz([4, 6, 8], [1, 2, 3]), 4);
 * ```
 */
export function cohenDz(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const gains = Array.from(differences(a, b));
  if (gains.length < 2) return NaN;
  const shift = mean(gains);
  const spread = sampleStandardDeviation(gains);
  // 0.3 - 0.2 and 0.2 - 0.1 differ in the last digit: such a spread is rounding and no spread.
  if (spread <= 1e-12 * Math.abs(shift)) return shift === 0 ? 0 : NaN;
  return shift / spread;
}

/**
 * Cliff's delta: how much more often a is above b than below it, over all pairs of one of a and one of b
 * (Cliff, Dominance statistics, 1993).
 *
 * @returns -1, all of a below b, to 1; NaN where a sample is empty or holds NaN
 */
export function cliffsDelta(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return 2 * shareAbove(a, b) - 1;
}
