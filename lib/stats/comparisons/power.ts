import { z } from "zod";
import { anyNumber } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/usage_error.ts";
import { noncentralStudentCdf, probit, studentQuantile } from "../distributions/distributions.ts";

/** The ranges are checked afterwards, each with its own message. */
const effect = z.strictObject({
  delta: anyNumber,
  standardDeviation: anyNumber,
  alpha: anyNumber.optional(),
  power: anyNumber.optional(),
});

const PAIRED_POWER_ARGUMENTS = z.object({ effect, pairs: anyNumber });
const PAIRS_NEEDED_ARGUMENTS = z.object({ effect });

/** The effect that a paired comparison should detect. */
export interface Effect {
  /** The mean difference, in the unit of the scores; its sign is ignored. */
  readonly delta: number;
  /** Of the differences, not of the scores; above 0. */
  readonly standardDeviation: number;
  /** Two-sided significance level in (0, 1), default 0.05. */
  readonly alpha?: number;
}

/**
 * The power of a two-sided paired t-test: the probability that it detects the effect (Cohen, Statistical Power
 * Analysis for the Behavioral Sciences, 1988; by the noncentral t, counting both tails).
 *
 * @param pairs number of pairs, 2 or more
 * @returns alpha to 1
 * @throws {UsageError} if there are fewer than 2 pairs, or if the standard deviation or alpha is out of range
 */
export function pairedPower(effect: Effect, pairs: number): number {
  checkOptions("pairedPower", PAIRED_POWER_ARGUMENTS, { effect, pairs });
  requireEffect(effect);
  if (!(pairs >= 2)) throw new UsageError(`A paired test needs 2 pairs or more, found ${pairs}`);
  return power(effect, pairs);
}

/**
 * The smallest number of pairs with which a two-sided paired t-test detects the effect with the wanted power: starts from the normal
 * approximation and adds pairs until `pairedPower` is reached.
 *
 * @returns an integer, 2 or more
 * @throws {UsageError} if delta is 0, or if a standard deviation, alpha or power is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { pairsNeeded } from "./power.ts";
 * strictEqual(pairsNeeded({ delta: 5, standardDeviation: 10, power: 0.8 }), 34);
 * ```
 */
export function pairsNeeded(
  given: Effect & {
    /** Probability of finding the effect, in (0, 1). Default 0.8. */
    readonly power?: number;
  },
): number {
  checkOptions("pairsNeeded", PAIRS_NEEDED_ARGUMENTS, { effect: given });
  const { power: wanted = 0.8, ...effect } = given;
  requireEffect(effect);
  const { delta, standardDeviation, alpha = 0.05 } = effect;
  if (delta === 0) throw new UsageError("No number of pairs detects a delta of 0");
  if (!(wanted > alpha && wanted < 1)) {
    throw new UsageError(`A power must lie between alpha, ${alpha}, and 1, found ${wanted}`);
  }
  const deviates = probit(1 - alpha / 2) + probit(wanted);
  let pairs = Math.max(2, Math.floor((deviates * standardDeviation / delta) ** 2) - 1);
  while (power(effect, pairs) < wanted) pairs++;
  return pairs;
}

function power({ delta, standardDeviation, alpha = 0.05 }: Effect, pairs: number): number {
  const noncentrality = Math.sqrt(pairs) * Math.abs(delta) / standardDeviation;
  // Beyond this the factor exp(-noncentrality^2 / 2) of the density underflows, and the power is 1 to the last digit.
  if (noncentrality > 37) return 1;
  const shape = { freedom: pairs - 1, noncentrality };
  const critical = studentQuantile(1 - alpha / 2, shape.freedom);
  return 1 - noncentralStudentCdf(critical, shape) + noncentralStudentCdf(-critical, shape);
}

function requireEffect({ delta, standardDeviation, alpha = 0.05 }: Effect): void {
  if (!Number.isFinite(delta)) throw new UsageError(`A delta must be finite, found ${delta}`);
  if (!(standardDeviation > 0 && standardDeviation < Infinity)) {
    throw new UsageError(`A standard deviation must be above 0 and finite, found ${standardDeviation}`);
  }
  if (!(alpha > 0 && alpha < 1)) throw new UsageError(`An alpha must lie between 0 and 1, found ${alpha}`);
}
