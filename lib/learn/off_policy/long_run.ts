import type { Estimate } from "../../stats/mod.ts";
import type { LoggedDecision } from "../decision_log.ts";
import { FEW_SAMPLES } from "./diagnostics.ts";
import { honestInterval, type Reach, reachOf, widestInterval } from "./honest_interval.ts";
import { knownWeights, meanSquare, meanSquareOfEpisodes } from "./known_weights.ts";
import { episodeSums, type WeightedLog } from "./weighted_log.ts";

/** What the propensities of all candidates say of a log, whatever was drawn. */
export interface LongRun {
  /** Mean square of the weights, or of their products in episodes, in the long run; NaN where the log doesn't have those propensities. */
  readonly square: number;
  /** Up to which weight the log is listened to. */
  readonly reach?: Reach;
  /** The interval of an estimate that assumes nothing of what the log can't tell; undefined where it can tell enough. */
  readonly wide: (value: number) => Estimate | undefined;
}

/** What a log can tell of a policy, and where it can't, an interval that says so. */
export function longRun(
  log: WeightedLog,
  { episodes, probabilities, sequential, confidence, rewardRange }: {
    readonly episodes: readonly (readonly LoggedDecision[])[];
    readonly probabilities: readonly ArrayLike<number>[];
    readonly sequential: boolean;
    readonly confidence: number;
    readonly rewardRange: readonly [number, number];
  },
): LongRun {
  if (sequential) {
    const square = meanSquareOfEpisodes(episodes, probabilities) ?? NaN;
    const spread = { rewards: rangeOf(episodeSums(log, (i) => log.rewards[i]!)), confidence };
    const wide = (value: number) => widestInterval(value, { square, episodes: episodes.length }, spread);
    return { square, wide: episodes.length / square < FEW_SAMPLES ? wide : () => undefined };
  }
  const known = knownWeights(episodes.flat(), probabilities);
  if (known === undefined) return { square: NaN, wide: () => undefined };
  const spread = { rewards: rewardRange, confidence };
  const reach = reachOf(known, log.rewards.length, spread);
  const honest = reach.beyond > 0 ? honestInterval(log, { known, reach }, spread) : undefined;
  return { square: meanSquare(known, Infinity) || Infinity, reach, wide: () => honest };
}

/** The least and the greatest reward. */
export function rangeOf(rewards: Float64Array): [number, number] {
  return [
    rewards.reduce((least, reward) => Math.min(least, reward), Infinity),
    rewards.reduce((greatest, reward) => Math.max(greatest, reward), -Infinity),
  ];
}
