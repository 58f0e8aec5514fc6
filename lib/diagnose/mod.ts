/**
 * What is the cause? Diagnosers, chosen by name from a catalogue. They know what was recorded before and after the onset of an incident and
 * who calls whom, and nothing of the simulator.
 * @module
 */
export { blameOf } from "./blame.ts";
export { createDiagnoser, DIAGNOSERS, diagnosers } from "./catalogue.ts";
export { diagnosisText, explanationText, percentText } from "./diagnosis_text.ts";
export { diagnoseIncident } from "./diagnose_incident.ts";
export {
  contextOf,
  contextOfIncident,
  type Diagnoser,
  diagnoser,
  type DiagnoserContext,
  type DiagnoserDefinition,
  type DiagnoserEntry,
  type Judge,
  type Learner,
  nobody,
  rank,
  unmetNeed,
} from "./diagnoser.ts";
export { nextLook, type NextLookOptions } from "./next_look/next_look.ts";
export {
  gatherAndDiagnose,
  type Gathered,
  type GatheredDiagnosis,
  type GatherOptions,
} from "./next_look/gather.ts";
// The types of the public signatures above.
export {
  type Attributes,
  type AttributeValue,
  type Call,
  type Catalogue,
  type Choice,
  type Chosen,
  type Dependency,
  type Detection,
  type Diagnosis,
  type Entry,
  type EntryFacts,
  type Evidence,
  FAULT_TYPES,
  type FaultType,
  type Incident,
  type Indicator,
  type LogRecord,
  type Look,
  type MetricRole,
  type MetricTable,
  type Need,
  type Parameter,
  type ParameterFacts,
  type ParameterShape,
  type ParametersOf,
  type ParameterValue,
  type Service,
  type ServiceKind,
  type Signals,
  type Span,
  type SpanEvent,
  type SpanKind,
  type Symptom,
  type Topology,
} from "../model/mod.ts";
