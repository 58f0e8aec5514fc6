import type { LoggedDecision } from "../decision_log.ts";
import { candidatesOf } from "./log_episodes.ts";

/**
 * The weights that a log could have held, not only those that it holds: the logged propensities of all candidates are known, and with them how
 * the weights are distributed. A log that lacks rare large weights looks better than it is.
 */
export interface KnownWeights {
  /** Weights in rising order, those of 0 left out; Infinity where the logged policy could not choose what the judged one does. */
  readonly weights: Float64Array;
  /** The judged policy's share of choices of each weight; they sum to 1. */
  readonly shares: Float64Array;
}

/** What the judged policy does beyond this belongs to sums of rounded probabilities. */
const ROUNDING = 1e-9;

/**
 * The weights that the decisions of a log could have had.
 *
 * @returns undefined where a decision doesn't say what else could have been chosen
 */
export function knownWeights(
  rows: readonly LoggedDecision[],
  probabilities: readonly ArrayLike<number>[],
): KnownWeights | undefined {
  const isUnknown = ({ candidates, propensity, othersAssumed }: LoggedDecision) =>
    othersAssumed === true || (candidates === undefined && propensity < 1);
  if (rows.some(isUnknown)) return undefined;
  const known: { weight: number; share: number }[] = [];
  let beside = 1;
  rows.forEach((row, i) => {
    candidatesOf(row).forEach(({ propensity }, k) => {
      const probability = probabilities[i]![k]!;
      if (probability === 0 || propensity === 0) return;
      const share = probability / rows.length;
      known.push({ weight: probability / propensity, share });
      beside -= share;
    });
  });
  if (beside > ROUNDING) known.push({ weight: Infinity, share: beside });
  known.sort((a, b) => a.weight - b.weight);
  return {
    weights: Float64Array.from(known, ({ weight }) => weight),
    shares: Float64Array.from(known, ({ share }) => share),
  };
}

/** The mean square of the weights up to a limit, which a log of endless length would have; what the logged policy can't do never weighs. */
export function meanSquare({ weights, shares }: KnownWeights, limit: number): number {
  let sum = 0;
  for (let k = 0; k < weights.length && weights[k]! <= limit && weights[k] !== Infinity; k++) {
    sum += shares[k]! * weights[k]!;
  }
  return sum;
}

/**
 * The mean over episodes of the product of the mean squares of their decisions' weights: about the mean square of the products of weights that a
 * log of endless length would have.
 *
 * @returns undefined where a decision doesn't say what else could have been chosen; Infinity where the judged policy only does what the logged one
 * can't
 */
export function meanSquareOfEpisodes(
  episodes: readonly (readonly LoggedDecision[])[],
  probabilities: readonly ArrayLike<number>[],
): number | undefined {
  let sum = 0;
  let i = 0;
  for (const its of episodes) {
    let product = 1;
    for (const row of its) {
      const known = knownWeights([row], [probabilities[i++]!]);
      if (known === undefined) return undefined;
      product *= meanSquare(known, Infinity) || Infinity;
    }
    sum += product;
  }
  return sum / episodes.length;
}
