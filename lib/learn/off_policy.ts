import { mean } from "../stats/mod.ts";

/** One logged decision, and how likely the policy in question would have made it. */
export interface OffPolicySample {
  readonly reward: number;
  /** Probability with which the logging policy chose the action, above 0. */
  readonly propensity: number;
  /** Probability with which the policy in question chooses that action there, 0 to 1. */
  readonly target: number;
}

/** A sample with a model of the reward, for the doubly robust estimate. */
export interface ModelledSample extends OffPolicySample {
  /** Reward that the model expects of the logged action. */
  readonly expectedOfLogged: number;
  /** Reward that the model expects of the policy in question there. */
  readonly expectedOfTarget: number;
}

/**
 * Inverse propensity scoring (Horvitz and Thompson 1952): mean(w r), w = target / propensity. Unbiased where the logging policy
 * may choose whatever the other one does; its variance grows with w.
 *
 * @throws {RangeError} if a propensity is not in (0, 1]
 */
export function inversePropensity(samples: readonly OffPolicySample[]): number {
  return mean(samples.map((sample) => weight(sample) * sample.reward));
}

/** Self-normalised (Swaminathan and Joachims 2015): mean(w r) / mean(w). Slightly biased, bounded by the rewards seen. */
export function selfNormalised(samples: readonly OffPolicySample[]): number {
  return inversePropensity(samples) / mean(samples.map(weight));
}

/** Doubly robust (Dudik, Langford and Li 2011): mean(q + w (r - q)). Right if the model is, or the propensities are. */
export function doublyRobust(samples: readonly ModelledSample[]): number {
  return mean(
    samples.map((sample) =>
      sample.expectedOfTarget + weight(sample) * (sample.reward - sample.expectedOfLogged)
    ),
  );
}

function weight({ propensity, target }: OffPolicySample): number {
  if (!(propensity > 0 && propensity <= 1)) {
    throw new RangeError(`A propensity must lie in (0, 1], found ${propensity}`);
  }
  return target / propensity;
}
