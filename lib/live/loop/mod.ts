/**
 * The loop against a real system: each step at its time, from the observation through the agent, the guardrails and the mode to an order, its verification and
 * what follows on it; who may act, and what is remembered when the process ends.
 * @module
 */
export { type DecisionRecorder, recordDecisions } from "./decision_recorder.ts";
export { type AlertmanagerClient, type AlertmanagerOptions, createAlertmanager } from "./alertmanager.ts";
export type { WarmUp } from "./agent_driver.ts";
export type { ApprovalDecision, Decider, DecisionOutcome } from "./acting/approvals.ts";
export type { LiveEvent } from "./journal.ts";
export type { LeaseView } from "./authority/lease.ts";
export { createLoop, type LiveLoop } from "./loop.ts";
export type { Meter } from "./meter.ts";
export type { LoopOptions } from "./parts.ts";
export type { NamedActuator, Router } from "./acting/router.ts";
export type { LoopSettings } from "./settings.ts";
export type { SloReading } from "./slo_watch.ts";
export type { Approval, OpenIncident, OpenOrder } from "./state/state.ts";
export { systemClock } from "./system_clock.ts";
export type { Counters, CoursePoint, LiveView } from "./view.ts";
