/**
 * What is the cause? Diagnosers, chosen by name from a catalogue. They know what was recorded before and after the onset of an incident and
 * who calls whom, and nothing of the simulator.
 * @module
 */
export { blameOf } from "./blame.ts";
export { createDiagnoser, DIAGNOSERS, diagnosers } from "./catalogue.ts";
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
  percentText,
  rank,
  unmetNeed,
} from "./diagnoser.ts";
