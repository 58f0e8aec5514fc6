import { z } from "zod";
import { numbers } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import { mean, pow } from "../../../stats/mod.ts";
import { episodeSums, type WeightedLog } from "../weighted_log.ts";

const ARGUMENTS = z.object({
  values: numbers,
  options: z.strictObject({ delta: z.number().gt(0).lt(1) }),
});

/** Shares of the capital that are bet, from cautious ones, which many values need, to bold ones. */
const BETS = Array.from({ length: 24 }, (_, k) => pow(0.001, 1 - k / 23) * 0.98);
/** Halvings of the interval that the bound lies in. */
const HALVINGS = 40;

/**
 * A lower bound of the mean of independent values of 0 or more, however large they may be, by betting: whoever claims a mean of m must offer fair
 * bets against m, and is refuted with confidence 1 - delta where a bettor's capital of 1 has become 1 / delta. The capital is the mean over shares f
 * of the product of 1 + f (x / m - 1) (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", Journal of the Royal
 * Statistical Society B 2024; for weighted rewards Karampatziakis, Mineiro and Ramdas, "Off-policy confidence sequences", ICML 2021).
 *
 * @param options `delta`: probability that the mean lies below, in (0, 1)
 * @returns at least 0; 0 for no values
 * @throws {UsageError} for a value below 0, or a delta that is not in (0, 1)
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { bettingLowerBound } from "./betting_bound.ts";
 * const clicks = Float64Array.from({ length: 10_000 }, (_, i) => i % 100 === 0 ? 1 : 0);
 * const bound = bettingLowerBound(clicks, { delta: 0.05 });
 * ok(bound > 0.0065 && bound < 0.01);
 * ```
 */
export function bettingLowerBound(
  values: ArrayLike<number>,
  options: {
    /** Probability that the mean lies below the bound, in (0, 1). */
    readonly delta: number;
  },
): number {
  checkOptions("bettingLowerBound", ARGUMENTS, { values, options });
  const { delta } = options;
  const least = Array.from(values).find((value) => !(value >= 0));
  if (least !== undefined) {
    throw new UsageError(`bettingLowerBound: values must be 0 or more, found ${least}`);
  }
  let low = 0;
  let high = values.length === 0 ? 0 : mean(values);
  const needed = Math.log(BETS.length / delta);
  for (let k = 0; k < HALVINGS && high > 0; k++) {
    const middle = (low + high) / 2;
    if (logCapital(values, middle) >= needed) low = middle;
    else high = middle;
  }
  return low;
}

/** The logarithm of the sum of the capitals of all shares, against a claimed mean. */
function logCapital(values: ArrayLike<number>, claimed: number): number {
  const capitals = BETS.map((share) => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += Math.log(1 + share * (values[i]! / claimed - 1));
    return sum;
  });
  const most = Math.max(...capitals);
  return most + Math.log(capitals.reduce((sum, capital) => sum + Math.exp(capital - most), 0));
}

/**
 * A lower bound of what a policy earns a decision, whatever the distribution of the rewards: by betting on the weighted rewards above the least
 * possible one, of whole episodes. Actions that the log never holds can only lower it.
 *
 * @param options `least`: least reward that is possible; `delta`: probability that the value lies below the bound
 */
export function bettingBound(
  log: WeightedLog,
  { least, delta }: { readonly least: number; readonly delta: number },
): number {
  const meanSize = mean(episodeSums(log, () => 1));
  const sums = episodeSums(log, (i) => log.weights[i]! * Math.max(0, log.rewards[i]! - least));
  return least + bettingLowerBound(sums.map((sum) => sum / meanSize), { delta });
}
