/**
 * Learning from what followed a decision: credit over the next steps, the log of decisions with their propensities, and off-policy estimates
 * of what another policy would have earned. Knows nothing of the simulator.
 * @module
 */
export { createCredit, type Credit } from "./credit.ts";
export { logDecisions, type LoggedAgent, type LoggedDecision } from "./decision_log.ts";
export {
  type ActionProbability,
  doublyRobust,
  evaluatePolicy,
  inversePropensity,
  type ModelledSample,
  type OffPolicySample,
  type PolicyValue,
  selfNormalised,
} from "./off_policy.ts";
export { incidentSignature } from "./signature.ts";
