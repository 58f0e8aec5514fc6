/**
 * The system under operation: a service graph as a queueing network, its load, faults, remedies, telemetry and SLO, and the
 * environment that puts them together. README.md describes the model. Knows nothing of agents.
 * @module
 */
export type {
  Action,
  Attributes,
  AttributeValue,
  Call,
  CallInput,
  Catalogue,
  Choice,
  Chosen,
  Entry,
  EntryFacts,
  Fault,
  FaultName,
  FaultType,
  LogRecord,
  Metric,
  Need,
  Observation,
  Parameter,
  ParameterFacts,
  ParameterShape,
  ParameterValue,
  Service,
  ServiceInput,
  ServiceKind,
  Slo,
  Span,
  SpanEvent,
  SpanKind,
  Topology,
  TopologyInput,
} from "../model/mod.ts";
export {
  checkTopology,
  FAULT_TYPES,
  TOPOLOGY_LIMITS,
  topologyJsonSchema,
  topologyKey,
} from "../model/mod.ts";
export type { StreamState } from "../random/mod.ts";
export {
  type AssessmentOptions,
  assessTopology,
  type FaultReach,
  type NominalService,
  type TopologyAssessment,
} from "./assessment.ts";
export { BENIGN_KINDS, benignEvents, type BenignKind } from "./benign/catalogue.ts";
export type { BenignEvent, BenignRequest } from "./benign/sampling.ts";
export type { BudgetState } from "./budget/budget.ts";
export * from "./environment.ts";
export { ENVIRONMENT_OPTIONS, type EnvironmentOptions, type Mode, MODES } from "./environment_options.ts";
export { faults, type Remedy } from "./faults/catalogue.ts";
export { type FaultCourse, type Onset, ONSETS } from "./faults/course.ts";
export type { FaultInjection } from "./faults/injection.ts";
export type { FaultEffect, OwnFault } from "./faults/own_fault.ts";
export type { FaultRequest } from "./faults/sampling.ts";
export type { Answered } from "./physics/answered.ts";
export { REMEDY_WORLDS, type RemedyWorld, remedyWorlds } from "./faults/remedies.ts";
export { REWARD, type RewardInput, type RewardWeights } from "./reward.ts";
export type { EpisodeIdentity, Snapshot } from "./snapshot.ts";
export { cache, call, database, service } from "./topology/parts.ts";
export { type Decoy, type DecoyKind, decoys } from "./telemetry/decoys.ts";
export { type Signal, SIGNALS } from "./telemetry/recorder.ts";
export { MEASURED_AT, type MeasuredAt, measuringPlaces } from "./telemetry/measured_at.ts";
export type { Scrapes } from "./telemetry/scrapes.ts";
export { type Workload, type WorkloadEntry, workloads } from "./workload.ts";
export { createTopology, topologies, type TopologyEntry } from "./topology/topologies.ts";
