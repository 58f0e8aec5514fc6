/**
 * Did it help? Credit for what followed a decision, the log of decisions with their propensities, and what another policy
 * would have earned. Knows nothing of the simulator.
 * @module
 */
export * from "./credit.ts";
export * from "./decision_log.ts";
export * from "./off_policy.ts";
