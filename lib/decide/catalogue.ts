import { type Catalogue, catalogue, type Choice } from "../model/mod.ts";
import { highestScore } from "./methods/highest_score.ts";
import { playbook } from "./methods/playbook.ts";
import type { Policy, PolicyContext } from "./policy.ts";
import type { PolicyEntry } from "./policy_entry.ts";
import { randomPolicy } from "./methods/random.ts";
import { thompson } from "./methods/thompson.ts";
import { thresholdRules } from "./methods/threshold_rules.ts";
import { ucb1 } from "./methods/ucb1.ts";

/** Every policy. */
export const policies: Catalogue<PolicyEntry> = catalogue<PolicyEntry>("policy", [
  playbook,
  thompson,
  ucb1,
  thresholdRules,
  highestScore,
  randomPolicy,
]);

/** Names of the policies. */
export const POLICIES: readonly string[] = policies.names;

/**
 * A policy by name and parameters.
 *
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, or a value out of its range
 */
export function createPolicy(choice: Choice, context: PolicyContext): Policy {
  const { entry, parameters, label } = policies.choose(choice);
  return { ...entry.create(context, parameters), name: label };
}
