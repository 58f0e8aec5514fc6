import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { type Catalogue, catalogue, type Choice } from "../model/mod.ts";
import { sloSchema, topologySchema } from "../model/schemas.ts";
import { checkedPolicy } from "./checked_policy.ts";
import { autoscaler } from "./methods/autoscaler.ts";
import { bootstrappedThompson } from "./methods/bootstrapped_thompson.ts";
import { decisionTree } from "./methods/decision_tree.ts";
import { fittedQ } from "./methods/fitted_q.ts";
import { fixedList } from "./methods/fixed_list.ts";
import { highestScore } from "./methods/highest_score.ts";
import { linearThompson } from "./methods/linear_thompson.ts";
import { linearUcb } from "./methods/linear_ucb.ts";
import { neuralLinear } from "./methods/neural_linear.ts";
import { playbook } from "./methods/playbook.ts";
import { prototypeBandit } from "./methods/prototype_bandit.ts";
import type { Policy, PolicyContext } from "./policy.ts";
import type { PolicyEntry } from "./policy_entry.ts";
import { randomPolicy } from "./methods/random.ts";
import { thompson } from "./methods/thompson.ts";
import { thresholdRules } from "./methods/threshold_rules.ts";
import { ucb1 } from "./methods/ucb1.ts";

/** Every policy. */
export const policies: Catalogue<PolicyEntry> = catalogue<PolicyEntry>("policy", [
  playbook,
  linearThompson,
  linearUcb,
  bootstrappedThompson,
  neuralLinear,
  fittedQ,
  thompson,
  ucb1,
  prototypeBandit,
  thresholdRules,
  highestScore,
  decisionTree,
  autoscaler,
  fixedList,
  randomPolicy,
]);

/** Names of the policies. */
export const POLICIES: readonly string[] = policies.names;

/** An agent's context says more than a policy asks for. */
const CONTEXT = z.strictObject({
  topology: topologySchema,
  slo: sloSchema,
  timings: z.looseObject({}).optional(),
  seed: z.int().optional(),
  warmupSteps: z.int().optional(),
  allows: z.unknown().optional(),
  rewardRange: z.unknown().optional(),
});

/**
 * A policy by name and parameters.
 *
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, a value out of its range, or a context without a topology
 * or an SLO
 */
export function createPolicy(choice: Choice, context: PolicyContext): Policy {
  const { entry, parameters, label } = policies.choose(choice);
  checkOptions("createPolicy", CONTEXT, context, "the context");
  return checkedPolicy(entry.create(context, parameters), { name: label, learns: entry.learns === true });
}
