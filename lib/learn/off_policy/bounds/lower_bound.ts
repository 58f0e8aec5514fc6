import { z } from "zod";
import { numbers } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { mean } from "../../../stats/mod.ts";
import { episodeSums, type WeightedLog } from "../weighted_log.ts";

const ARGUMENTS = z.object({
  values: numbers,
  options: z.strictObject({ range: z.number().min(0), delta: z.number().gt(0).lt(1) }),
});

/** The largest weights among which the bound chooses; it pays for the choice. */
const CLIPS = [1, 2, 5, 10, 20, 50, 100];

/**
 * The empirical-Bernstein lower bound of the mean of independent values (Maurer and Pontil, "Empirical Bernstein bounds and sample variance
 * penalization", COLT 2009, theorem 4): mean - sqrt(2 V ln(2 / delta) / n) - 7 R ln(2 / delta) / (3 (n - 1)), V the sample variance.
 *
 * @param options `range`: largest value less the least one that is possible; `delta`: probability that the mean lies below, in (0, 1)
 * @returns -Infinity for fewer than two values
 * @throws {UsageError} for a range below 0 or a delta that is not in (0, 1)
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { empiricalBernstein } from "./lower_bound.ts";
 * const clicks = Float64Array.from({ length: 10_000 }, (_, i) => i % 10 === 0 ? 1 : 0);
 * const bound = empiricalBernstein(clicks, { range: 1, delta: 0.05 });
 * ok(bound > 0.09 && bound < 0.1);
 * ```
 */
export function empiricalBernstein(
  values: ArrayLike<number>,
  options: {
    /** Distance from the least value that there can be to the largest, from 0. */
    readonly range: number;
    /** Probability that the mean lies below the bound, in (0, 1). */
    readonly delta: number;
  },
): number {
  checkOptions("empiricalBernstein", ARGUMENTS, { values, options });
  const { range, delta } = options;
  const count = values.length;
  if (count < 2) return -Infinity;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - centre) ** 2;
  const log = Math.log(2 / delta);
  return centre - Math.sqrt(2 * squares / (count - 1) * log / count) - 7 * range * log / (3 * (count - 1));
}

/**
 * A lower bound of what a policy earns a decision, whatever the distribution of the rewards: the empirical-Bernstein bound of clipped inverse
 * propensity scores of the rewards above the least possible one, so that clipping and actions that the log never holds can only lower it
 * (Thomas, Theocharous and Ghavamzadeh, "High-confidence off-policy evaluation", AAAI 2015). The best of several clips is taken, each at its
 * share of `delta`. Episodes are the independent units.
 *
 * @param options `rewards`: least and greatest reward that is possible; `delta`: probability that the value lies below the bound
 */
export function lowerBound(
  log: WeightedLog,
  { rewards: [least, greatest], delta }: {
    readonly rewards: readonly [number, number];
    readonly delta: number;
  },
): number {
  const sizes = episodeSums(log, () => 1);
  const meanSize = mean(sizes);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0) / meanSize;
  const bounds = CLIPS.map((clip) => {
    const sums = episodeSums(log, (i) => Math.min(log.weights[i]!, clip) * (log.rewards[i]! - least));
    return least + empiricalBernstein(sums.map((sum) => sum / meanSize), {
      range: clip * (greatest - least) * largest,
      delta: delta / CLIPS.length,
    });
  });
  return Math.max(least, ...bounds);
}
