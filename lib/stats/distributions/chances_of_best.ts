import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { betaCdf } from "./distributions.ts";

const ARGUMENTS = z.object({
  betas: z.array(z.object({ a: z.number().positive(), b: z.number().positive() })),
});

/** A beta distribution: the posterior of a probability after a - 1 successes and b - 1 failures, from a uniform prior. */
export interface Beta {
  /** Above 0. */
  readonly a: number;
  /** Above 0. */
  readonly b: number;
}

/** Number of cells that the unit interval is divided into. */
const CELLS = 200;

/**
 * For each of several independent beta variables the probability that it is the largest: the probabilities with which Thompson sampling
 * chooses. Summed from the distribution functions over cells of the unit interval, where variables that fall into the same cell count as
 * equal; the error is below 0.002 where the distributions are wider than a few cells.
 *
 * @returns one probability per variable; they sum to 1
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { chancesOfBest } from "./chances_of_best.ts";
 * const [first] = chancesOfBest([{ a: 2, b: 1 }, { a: 1, b: 1 }]);
 * ok(Math.abs(first! - 2 / 3) < 0.002);
 * ```
 */
export function chancesOfBest(betas: readonly Beta[]): number[] {
  checkOptions("chancesOfBest", ARGUMENTS, { betas });
  const chances = betas.map(() => 0);
  let below = betas.map(() => 0);
  for (let cell = 1; cell <= CELLS; cell++) {
    const upTo = betas.map((beta, i) =>
      cell === CELLS ? 1 : Math.max(below[i]!, betaCdf(cell / CELLS, beta))
    );
    betas.forEach((_, i) => {
      const within = upTo[i]! - below[i]!;
      if (within > 0) chances[i]! += within * othersBelow(i, { below, upTo });
    });
    below = upTo;
  }
  const sum = chances.reduce((total, chance) => total + chance, 0);
  return chances.map((chance) => chance / sum);
}

/** The probability that all others are smaller than a variable that lies in the cell. */
function othersBelow(
  own: number,
  { below, upTo }: { below: readonly number[]; upTo: readonly number[] },
): number {
  let product = 1;
  for (let i = 0; i < below.length; i++) if (i !== own) product *= (below[i]! + upTo[i]!) / 2;
  return product;
}
