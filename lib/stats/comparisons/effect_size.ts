import { z } from "zod";
import { numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { sampleStandardDeviation } from "simple-statistics";
import { differences } from "../samples/pairs.ts";
import { mean } from "../samples/quantiles.ts";

const ARGUMENTS = z.object({ a: numbers, b: numbers });

/**
 * Cohen's d_z: the mean of the paired differences a - b divided by their standard deviation, with n - 1 (Cohen, Statistical
 * Power Analysis for the Behavioral Sciences, 1988, section 2.3.5). It is the ratio delta / standardDeviation of `pairsNeeded`.
 *
 * @returns 0 where all differences are 0; NaN for fewer than two pairs, and where all differences are equal
 * but not 0
 * @throws {UsageError} if the samples differ in length
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { cohenDz } from "./effect_size.ts";
 * strictEqual(cohenDz([4, 6, 8], [1, 2, 3]), 4);
 * ```
 */
export function cohenDz(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkOptions("cohenDz", ARGUMENTS, { a, b });
  const gains = Array.from(differences(a, b));
  if (gains.length < 2) return NaN;
  const shift = mean(gains);
  const spread = sampleStandardDeviation(gains);
  // 0.3 - 0.2 and 0.2 - 0.1 differ in the last digit: so small a spread is rounding.
  if (spread <= 1e-12 * Math.abs(shift)) return shift === 0 ? 0 : NaN;
  return shift / spread;
}
