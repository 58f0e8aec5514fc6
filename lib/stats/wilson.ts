import type { Estimate } from "./bootstrap.ts";
import { normalQuantile } from "./distributions.ts";

/**
 * A share with the score interval of Wilson (Probable inference, 1927), which keeps its width where no or all
 * cases are successes; a bootstrap interval of such a sample has none.
 *
 * @param counts successes, 0 to cases
 * @param options confidence in (0, 1), default 0.95
 * @returns NaN for no cases
 * @throws {RangeError} if there are fewer than 0 successes or more than cases
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { wilsonInterval } from "./wilson.ts";
 * ok(wilsonInterval({ successes: 10, cases: 10 }).low > 0.72);
 * ```
 */
export function wilsonInterval(
  { successes, cases }: { readonly successes: number; readonly cases: number },
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): Estimate {
  if (!(successes >= 0 && successes <= cases)) {
    throw new RangeError(`Successes are 0 to the ${cases} cases, found ${successes}`);
  }
  const share = successes / cases;
  const z2 = normalQuantile((1 + confidence) / 2) ** 2;
  const centre = (share + z2 / (2 * cases)) / (1 + z2 / cases);
  const half = Math.sqrt(z2 * (share * (1 - share) / cases + z2 / (4 * cases ** 2))) / (1 + z2 / cases);
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
