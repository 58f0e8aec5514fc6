import { betaCdf } from "./distributions.ts";

/** A beta distribution: what is known of a chance after a - 1 successes and b - 1 failures. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

const CELLS = 200;

/**
 * The probability that each of several independent beta variables is the largest: with these Thompson sampling chooses. It is
 * summed over cells of the unit interval from the distribution functions, a tie within a cell shared as of equals; the
 * error is below 0.002 where the distributions are wider than a few cells.
 *
 * @param betas parameters above 0
 * @returns as many numbers, 0 to 1, with the sum 1
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

/** The probability that all others lie below one that is somewhere within the cell. */
function othersBelow(
  own: number,
  { below, upTo }: { below: readonly number[]; upTo: readonly number[] },
): number {
  let product = 1;
  for (let i = 0; i < below.length; i++) if (i !== own) product *= (below[i]! + upTo[i]!) / 2;
  return product;
}
