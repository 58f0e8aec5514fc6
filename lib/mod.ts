/**
 * The public face: what notebooks and experiments import as `"aiops"`.
 * @module
 */
export * from "./model/mod.ts";
export {
  createEnvironment,
  createTopology,
  type Environment,
  type EnvironmentOptions,
  faults,
  type Snapshot,
  type StepInfo,
  type StepResult,
  topologies,
} from "./simulator/mod.ts";
export * from "./run/mod.ts";
export * from "./report/mod.ts";
export { createStream } from "./random/mod.ts";
export * from "./plot/mod.ts";
export * from "./otlp/mod.ts";
export * from "./bench/mod.ts";
export type { AgentOptions, AgentParts } from "./agent/mod.ts";
export {
  createDetector,
  createStreamDetector,
  type DetectorEntry,
  DETECTORS,
  detectors,
  fromScores,
  scoreSeries,
  type ServiceDetector,
  type ServiceDetectorContext,
  STREAM_DETECTORS,
  type StreamContext,
  type StreamDetector,
  type StreamPoint,
} from "./detect/mod.ts";
export {
  createStreamAlarm,
  createThreshold,
  type Judged,
  type StreamAlarm,
  type StreamAlarmOptions,
  type Threshold,
  type ThresholdContext,
  THRESHOLDS,
} from "./detect/mod.ts";
export {
  blameOf,
  contextOf,
  createDiagnoser,
  type Diagnoser,
  type DiagnoserContext,
  DIAGNOSERS,
} from "./diagnose/mod.ts";
export { type Trace, tracesOf } from "./observe/mod.ts";
export { type Policy, type PolicyContext, policyFrom, type Situation } from "./decide/mod.ts";
export * from "./stats/mod.ts";
