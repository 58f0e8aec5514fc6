import { probit } from "../../stats/distributions/distributions.ts";
import type { Estimate } from "../../stats/mod.ts";
import { type KnownWeights, meanSquare } from "./known_weights.ts";
import { type Ratio, standardError, valueOf } from "./ratios.ts";
import { episodeSums, type WeightedLog } from "./weighted_log.ts";

/** What a log can tell of a policy: its choices up to a weight. */
export interface Reach {
  /** The largest weight that counts. */
  readonly weight: number;
  /** The judged policy's share of choices with larger weights, of which the log can't tell. */
  readonly beyond: number;
}

/** Smaller shares are left to the estimates: what they may hide is less than what the estimates can tell. */
const SMALLEST_SHARE = 0.01;

/** What rewards are possible, and how sure an interval is to be. */
export interface RewardSpread {
  /** Least and greatest reward that is possible. */
  readonly rewards: readonly [least: number, greatest: number];
  /** Confidence in (0, 1). */
  readonly confidence: number;
}

/**
 * Up to which weight a log is listened to: where the error that larger weights would add exceeds what is lost by knowing nothing of them. Both are
 * reckoned with rewards as widely spread as they may be, since large weights may come with rare rewards.
 */
export function reachOf(
  { weights, shares }: KnownWeights,
  decisions: number,
  { rewards: [least, greatest], confidence }: RewardSpread,
): Reach {
  const deviates = -probit((1 - confidence) / 2);
  const halfRange = (greatest - least) / 2;
  let square = 0;
  let beyond = shares.reduce((sum, share) => sum + share, 0);
  let best = { weight: 0, beyond };
  let narrowest = beyond * 2 * halfRange;
  for (let k = 0; k < weights.length && weights[k] !== Infinity; k++) {
    square += shares[k]! * weights[k]!;
    beyond -= shares[k]!;
    if (weights[k + 1] === weights[k]) continue;
    const halfWidth = deviates * halfRange * Math.sqrt(square / decisions) +
      Math.max(0, beyond) * 2 * halfRange;
    if (halfWidth > narrowest) continue;
    narrowest = halfWidth;
    best = { weight: weights[k]!, beyond };
  }
  return best.beyond < SMALLEST_SHARE ? { weight: Infinity, beyond: 0 } : best;
}

/**
 * An interval that assumes nothing of the choices beyond the reach but that their rewards are possible ones (partial identification: Manski,
 * "Nonparametric bounds on treatment effects", American Economic Review 1990). Within the reach it is that of weighted rewards around their
 * mean, with the variance that the known weights have and not that of those which happened to be drawn.
 */
export function honestInterval(
  log: WeightedLog,
  { known, reach }: { readonly known: KnownWeights; readonly reach: Reach },
  { rewards: [least, greatest], confidence }: RewardSpread,
): Estimate {
  const { rewards } = log;
  const weights = log.weights.map((weight) => weight <= reach.weight ? weight : 0);
  const total = sum(weights);
  const centre = total > 0
    ? sum(weights.map((weight, i) => weight * rewards[i]!)) / total
    : sum(rewards) / rewards.length;
  const corrections: Ratio = {
    numerators: episodeSums(log, (i) => weights[i]! * (rewards[i]! - centre)),
    denominators: episodeSums(log, () => 1),
  };
  const square = meanSquare(known, reach.weight);
  const seen = sum(weights.map((weight) => weight * weight)) / weights.length;
  const error = seen > 0
    ? standardError([corrections]) * Math.sqrt(Math.max(1, square / seen))
    : (greatest - least) / 2 * Math.sqrt(square / weights.length);
  const halfWidth = -probit((1 - confidence) / 2) * error;
  const within = (1 - reach.beyond) * centre + valueOf([corrections]);
  return {
    value: within + reach.beyond * (least + greatest) / 2,
    low: within - halfWidth + reach.beyond * least,
    high: within + halfWidth + reach.beyond * greatest,
  };
}

/**
 * An interval of what an episode earns where the products of weights are too uneven for a variance to be seen: with the mean square that they have
 * in the long run, and sums as widely spread as they may be.
 *
 * @param options `square`: mean square of the products of weights
 */
export function widestInterval(
  value: number,
  { square, episodes }: { readonly square: number; readonly episodes: number },
  { rewards: [least, greatest], confidence }: RewardSpread,
): Estimate {
  const share = Math.min(1, -probit((1 - confidence) / 2) / 2 * Math.sqrt(square / episodes));
  const halfWidth = share * (greatest - least);
  return { value, low: value - halfWidth, high: value + halfWidth };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
