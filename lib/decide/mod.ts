/**
 * What to do? Playbooks, rules and bandits, chosen by name. They propose; the executor in `act/` decides what is allowed.
 * @module
 */
import { requireName } from "../model/mod.ts";
import { createHighestScore } from "./highest_score.ts";
import { createPlaybook } from "./playbook.ts";
import type { Policy, PolicyContext } from "./policy.ts";
import { createRandomPolicy } from "./random.ts";
import { createThompson } from "./thompson.ts";
import { createThresholdRules } from "./threshold_rules.ts";
import { createUcb1 } from "./ucb1.ts";

export { everyAction } from "./every_action.ts";
export { type Policy, type PolicyContext, policyFrom, type Situation } from "./policy.ts";

const makers = {
  "playbook": createPlaybook,
  "thompson": createThompson,
  "ucb1": createUcb1,
  "threshold-rules": createThresholdRules,
  "highest-score": createHighestScore,
  "random": createRandomPolicy,
};

const LEARNERS: ReadonlySet<keyof typeof makers> = new Set(["ucb1", "thompson"]);

/** Names of the policies. */
export const POLICIES = Object.keys(makers) as readonly (keyof typeof makers)[];

/** Whether a policy learns from episode to episode. @throws {UsageError} for an unknown name, with the nearest one */
export function policyLearns(name: string): boolean {
  return LEARNERS.has(requireName("policy", name, POLICIES));
}

/** A policy by name. @throws {UsageError} for an unknown name, with the nearest one */
export function createPolicy(name: string, context: PolicyContext): Policy {
  return makers[requireName("policy", name, POLICIES)](context);
}
