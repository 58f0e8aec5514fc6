/**
 * What most people need, as `"aiops"`: systems and agents by name, episodes and trials of both, what came of them as text and pictures, and who is
 * at fault in an incident of one's own.
 * Each room is an entry of its own, for all that it offers: `"aiops/detect"`, `"aiops/diagnose"`, `"aiops/decide"`, `"aiops/simulator"`,
 * `"aiops/observe"`, `"aiops/stats"`, `"aiops/plot"`, `"aiops/bench"` and so on, as the folders under `lib/` are called.
 * @module
 */
// A system to operate.
export {
  createEnvironment,
  createTopology,
  type Environment,
  type EnvironmentOptions,
  faults,
  type StepResult,
  topologies,
} from "./simulator/mod.ts";
export {
  type Action,
  actions,
  type Agent,
  type Choice,
  type Observation,
  type Slo,
  type Topology,
  UsageError,
} from "./model/mod.ts";

// An agent that operates it.
export { policyFrom, type Situation } from "./decide/mod.ts";

// Episodes and trials of both.
export {
  type AgentOptions,
  agents,
  createAgent,
  createTrial,
  type Episode,
  type EpisodeRecord,
  remedyMatrix,
  runEpisode,
  runTrial,
  seedRange,
  simulateIncident,
} from "./run/mod.ts";

// An incident of one's own.
export { createDiagnoser } from "./diagnose/mod.ts";
export { fromOtlpTraces, parseOtlpText } from "./otlp/mod.ts";
export { correlation } from "./stats/mod.ts";

// What came of them, as text and as pictures.
export {
  comparisonTable,
  episodeToJson,
  fromCsv,
  incidentReport,
  summaryText,
  type Table,
  table,
  type TableOptions,
  timelineText,
  toCsv,
} from "./report/mod.ts";
export { plotServiceGraph, plotTimeline, plotTrace, toPng, toSvg } from "./plot/mod.ts";
export {
  plotComparison,
  plotDifferences,
  plotLearningCurves,
  plotReliability,
  plotRemedies,
  plotSurvival,
} from "./bench/agents/mod.ts";
