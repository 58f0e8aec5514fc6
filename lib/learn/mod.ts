/**
 * Learning from what followed a decision: credit over the next steps, the log of decisions with their propensities, and off-policy estimates
 * of what another policy would have earned. Knows nothing of the simulator.
 * @module
 */
export { createCredit, type Credit } from "./credit.ts";
export {
  type DecisionLogOptions,
  logDecisions,
  type LoggedAgent,
  type LoggedCandidate,
  type LoggedDecision,
} from "./decision_log.ts";
export { bettingLowerBound } from "./off_policy/bounds/betting_bound.ts";
export { estimators } from "./off_policy/catalogue.ts";
export type { OverlapDiagnostics } from "./off_policy/diagnostics.ts";
export type { EstimatorEntry, Tuning } from "./off_policy/estimator.ts";
export {
  evaluateLog,
  type EvaluateLogOptions,
  type LogEvaluation,
  type PolicyEstimate,
  type RewardChoice,
} from "./off_policy/evaluate_log.ts";
export {
  type ActionProbability,
  doublyRobust,
  evaluatePolicy,
  inversePropensity,
  type ModelledSample,
  type OffPolicySample,
  type PolicyValue,
  selfNormalised,
} from "./off_policy/evaluate_policy.ts";
export {
  GATE_BOUNDS,
  GATE_LEAST,
  type GateAgent,
  type GateBound,
  type GateFacts,
  type GatePass,
  type GateRefusal,
  parseGate,
  whyNotPassed,
} from "./off_policy/gate/gate.ts";
export { type GateJudgement, judgeGate } from "./off_policy/gate/judge_gate.ts";
export type { LimitSource, RewardLimits } from "./off_policy/bounds/reward_limits.ts";
export { empiricalBernstein } from "./off_policy/bounds/lower_bound.ts";
export { rewardModels } from "./off_policy/models/catalogue.ts";
export type { ModelInput, ModelRow, RewardModel, RewardModelEntry } from "./off_policy/models/model.ts";
export { openBanditLog } from "./off_policy/open_bandit.ts";
export type { Ratio } from "./off_policy/ratios.ts";
export {
  alwaysPolicy,
  inferredPolicy,
  loggedPolicy,
  shadowPolicy,
  type TargetPolicy,
  uniformPolicy,
} from "./off_policy/target.ts";
export type { WeightedLog } from "./off_policy/weighted_log.ts";
export type { Learner, RowChoice } from "./learners/learner.ts";
export { incidentSignature } from "./signature.ts";
