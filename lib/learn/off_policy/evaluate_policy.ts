import { z } from "zod";
import { anyFunction, listWith } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { mean } from "../../stats/mod.ts";
import type { LoggedDecision } from "../decision_log.ts";
import { doublyRobustEstimator } from "./methods/doubly_robust.ts";
import { ips } from "./methods/inverse_propensity.ts";
import { snips } from "./methods/self_normalised.ts";
import { valueOf } from "./ratios.ts";
import { independentLog, type WeightedLog } from "./weighted_log.ts";

const offPolicySamples = listWith({ reward: "number", propensity: "number", target: "number" });

const EVALUATE_POLICY_ARGUMENTS = z.object({
  decisions: listWith({ signature: "string", action: "string", propensity: "number", reward: "number" }),
  probability: anyFunction,
});
const INVERSE_PROPENSITY_ARGUMENTS = z.object({ samples: offPolicySamples });
const SELF_NORMALISED_ARGUMENTS = z.object({ samples: offPolicySamples });
const DOUBLY_ROBUST_ARGUMENTS = z.object({
  samples: listWith({
    reward: "number",
    propensity: "number",
    target: "number",
    expectedOfLogged: "number",
    expectedOfTarget: "number",
  }),
});

/** The probability, 0 to 1, with which a policy chooses an action in a situation; both as a decision log writes them. */
export type ActionProbability = (action: string, signature: string) => number;

/** Estimates of the mean reward that a policy would have earned in the situations of a log. The rewards are NaN for an empty log. */
export interface PolicyValue {
  /** Mean reward of the policy that was logged, for comparison. */
  readonly logged: number;
  /** Inverse propensity scoring: unbiased, with the largest variance. */
  readonly inversePropensity: number;
  /** Self-normalised inverse propensity scoring: slightly biased, with a smaller variance. */
  readonly selfNormalised: number;
  /** Doubly robust, with the mean reward of each signature and action in the log as the reward model. */
  readonly doublyRobust: number;
  /**
   * Effective sample size (Kish, Survey Sampling, 1965): the number of decisions of the evaluated policy's own that would tell as much as
   * the log does. At 0 the log contains none of its actions; below about 30 the estimates are hardly better than guesses.
   */
  readonly effectiveSamples: number;
}

/**
 * Estimates from the decisions of one policy what another one would have earned, without running it. The logged policy must
 * explore: it has to give every action of the other one a probability above 0, as `random` and `thompson` do. Each decision
 * is judged by itself; that another decision would have led to other situations is not taken into account.
 *
 * @param decisions the log, as `logDecisions` writes it
 * @param probability of the policy to be evaluated
 * @throws {UsageError} if a propensity is not in (0, 1]
 *
 * @example Among an agent's random actions, is it better to shed load or to lift all limits? It has tried both
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgent, runTrial, seedRange } from "aiops";
 * import { evaluatePolicy, logDecisions } from "aiops/learn";
 * const explorer = logDecisions(createAgent("random"));
 * runTrial({ agent: explorer, seeds: seedRange(1, 60) });
 * const always = (wanted: string) =>
 *   evaluatePolicy(explorer.decisions, (action) => action === wanted ? 1 : 0);
 * ok(always("restore").selfNormalised > always("limit_traffic(0.4)").selfNormalised);
 * ```
 */
export function evaluatePolicy(
  decisions: readonly LoggedDecision[],
  probability: ActionProbability,
): PolicyValue {
  checkOptions("evaluatePolicy", EVALUATE_POLICY_ARGUMENTS, { decisions, probability });
  const expected = rewardModel(decisions, probability);
  const samples = decisions.map((decision): ModelledSample => ({
    reward: decision.reward,
    propensity: decision.propensity,
    target: probability(decision.action, decision.signature),
    ...expected(decision),
  }));
  const weights = samples.map(weight);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  return {
    logged: mean(samples.map(({ reward }) => reward)),
    inversePropensity: inversePropensity(samples),
    selfNormalised: selfNormalised(samples),
    doublyRobust: doublyRobust(samples),
    effectiveSamples: squares > 0 ? weights.reduce((sum, w) => sum + w, 0) ** 2 / squares : 0,
  };
}

/** The mean rewards by signature and action. An action that was never logged with a signature counts as the mean of that signature. */
function rewardModel(decisions: readonly LoggedDecision[], probability: ActionProbability) {
  const bySignature = Map.groupBy(decisions, ({ signature }) => signature);
  const models = new Map(
    bySignature.entries().map(([signature, its]) => {
      const meanReward = (some: readonly LoggedDecision[]) => mean(some.map(({ reward }) => reward));
      const average = meanReward(its);
      const byAction = new Map(
        Map.groupBy(its, ({ action }) => action).entries().map((
          [action, same],
        ) => [action, meanReward(same)]),
      );
      const gains = byAction.entries().map(([action, reward]) =>
        probability(action, signature) * (reward - average)
      );
      return [signature, { byAction, expectedOfTarget: gains.reduce((sum, gain) => sum + gain, average) }];
    }),
  );
  return ({ signature, action }: LoggedDecision) => {
    const { byAction, expectedOfTarget } = models.get(signature)!;
    return { expectedOfLogged: byAction.get(action)!, expectedOfTarget };
  };
}

/** A logged decision, and the probability with which the policy to be evaluated would have made it. */
export interface OffPolicySample {
  /** What the decision earned. */
  readonly reward: number;
  /** Probability with which the logged policy chose the action, in (0, 1]. */
  readonly propensity: number;
  /** Probability with which the policy to be evaluated chooses the same action, 0 to 1. */
  readonly target: number;
}

/** A sample with the predictions of a reward model, for the doubly robust estimate. */
export interface ModelledSample extends OffPolicySample {
  /** Predicted reward of the logged action. */
  readonly expectedOfLogged: number;
  /** Predicted reward of the policy to be evaluated, averaged over its actions. */
  readonly expectedOfTarget: number;
}

/**
 * Inverse propensity scoring (Horvitz and Thompson 1952): mean(w r), w = target / propensity. Unbiased where the logged policy
 * may choose every action that the other one does; its variance grows with w.
 *
 * @returns NaN for no samples
 * @throws {UsageError} if a propensity is not in (0, 1]
 */
export function inversePropensity(samples: readonly OffPolicySample[]): number {
  checkOptions("inversePropensity", INVERSE_PROPENSITY_ARGUMENTS, { samples });
  return valueOf(ips.ratios(logOf(samples), {}));
}

/**
 * Self-normalised inverse propensity scoring (Swaminathan and Joachims 2015): mean(w r) / mean(w). Slightly biased, but never beyond the
 * observed rewards.
 *
 * @returns NaN for no samples, and where the policy to be evaluated would have made none of the decisions
 * @throws {UsageError} if a propensity is not in (0, 1]
 */
export function selfNormalised(samples: readonly OffPolicySample[]): number {
  checkOptions("selfNormalised", SELF_NORMALISED_ARGUMENTS, { samples });
  return valueOf(snips.ratios(logOf(samples), {}));
}

/**
 * The doubly robust estimate (Dudik, Langford and Li 2011): mean(q + w (r - q)), with q from a reward model. Unbiased if either the model
 * or the propensities are right.
 *
 * @returns NaN for no samples
 * @throws {UsageError} if a propensity is not in (0, 1]
 */
export function doublyRobust(samples: readonly ModelledSample[]): number {
  checkOptions("doublyRobust", DOUBLY_ROBUST_ARGUMENTS, { samples });
  return valueOf(doublyRobustEstimator.ratios(logOf(samples), {}));
}

/** Samples as columns; without a model's predictions these are 0. */
function logOf(samples: readonly (OffPolicySample & Partial<ModelledSample>)[]): WeightedLog {
  return independentLog({
    rewards: Float64Array.from(samples, ({ reward }) => reward),
    weights: Float64Array.from(samples, weight),
    expectedOfLogged: Float64Array.from(samples, ({ expectedOfLogged = 0 }) => expectedOfLogged),
    expectedOfTarget: Float64Array.from(samples, ({ expectedOfTarget = 0 }) => expectedOfTarget),
  });
}

function weight({ propensity, target }: OffPolicySample): number {
  if (!(propensity > 0 && propensity <= 1)) {
    throw new UsageError(`A propensity must lie in (0, 1], found ${propensity}`);
  }
  return target / propensity;
}
