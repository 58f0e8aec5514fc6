/**
 * Decides what to do: playbooks, rules and bandits, chosen by name. They propose actions; the executor in `act/` decides which are allowed.
 * @module
 */
export { createPolicy, POLICIES, policies } from "./catalogue.ts";
export { CANDIDATE_FEATURES } from "./features/plan_features.ts";
export { everyAction } from "./every_action.ts";
export type { Learner } from "../learn/mod.ts";
export { type OwnPolicy, type Policy, type PolicyContext, policyFrom, type Situation } from "./policy.ts";
export { policy, type PolicyEntry } from "./policy_entry.ts";
