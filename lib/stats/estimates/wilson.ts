import { z } from "zod";
import { anyNumber } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/usage_error.ts";
import { probit } from "../distributions/distributions.ts";
import type { Estimate } from "./estimate.ts";

const ARGUMENTS = z.object({
  counts: z.strictObject({ successes: anyNumber, cases: anyNumber }),
  options: z.strictObject({ confidence: z.number().gt(0).lt(1).optional() }),
});

/**
 * A proportion with the score interval of Wilson (Probable inference, 1927), which has a width even where no case or every
 * case is a success; a bootstrap interval of such a sample has none.
 *
 * @param counts successes, 0 to cases, and cases
 * @param options confidence in (0, 1), default 0.95
 * @returns value and limits, 0 to 1; NaN for no cases
 * @throws {UsageError} if there are fewer than 0 successes or more than cases
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { wilsonInterval } from "./wilson.ts";
 * ok(wilsonInterval({ successes: 10, cases: 10 }).low > 0.72);
 * ```
 */
export function wilsonInterval(
  counts: {
    /** How many cases are a success: from 0 to `cases`. */
    readonly successes: number;
    /** How many cases there are. */
    readonly cases: number;
  },
  options: {
    /** Share of intervals that hold the proportion, in (0, 1). Default 0.95. */
    readonly confidence?: number;
  } = {},
): Estimate {
  checkOptions("wilsonInterval", ARGUMENTS, { counts, options });
  const { successes, cases } = counts;
  const { confidence = 0.95 } = options;
  if (!(successes >= 0 && successes <= cases)) {
    throw new UsageError(`Successes must be 0 to the ${cases} cases, found ${successes}`);
  }
  const share = successes / cases;
  const z2 = probit((1 + confidence) / 2) ** 2;
  const centre = (share + z2 / (2 * cases)) / (1 + z2 / cases);
  const half = Math.sqrt(z2 * (share * (1 - share) / cases + z2 / (4 * cases ** 2))) / (1 + z2 / cases);
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
