/**
 * Agents on simulated episodes: experiments as data, their blocks of work, the statistics of their records, and these as
 * Markdown and pictures.
 * Reads and writes no files.
 * @module
 */
export { EPISODE_METRICS, type EpisodeMetric, MORE_IS_BETTER } from "./metrics.ts";
export {
  type Block,
  contestantLearns,
  episodesPerTrial,
  planBlocks,
  showsLearning,
  unreachedPhases,
} from "./plan.ts";
export {
  type AgentInput,
  type Contestant,
  contestantsOf,
  type Grid,
  type PartChoices,
} from "./contestants.ts";
export { type Experiment, resolveExperiment, type Scenario } from "./resolve.ts";
export { type OwnOrigin, type OwnPart, type OwnParts } from "./own_parts.ts";
export type { OwnHome } from "../../model/own_code/place.ts";
export { type BlockResult, createBlockRunner } from "./run_block.ts";
export type { ScenarioConditions } from "./conditions.ts";
export {
  type DecisionLogInput,
  type ExperimentInput,
  experimentJsonSchema,
  type PhaseInput,
  type ScenarioInput,
} from "./schema.ts";
export { withSettings } from "./settings.ts";
export { conclusions } from "./conclusion.ts";
export { summaryMarkdown, table as markdownTable } from "./markdown.ts";
export { referenceMarkdown, type ReferenceRun } from "./reference.ts";
export { summariseExperiment } from "./summarise.ts";
export type {
  AcrossScenarios,
  AgentSummary,
  Comparison,
  DiagnosisSummary,
  ExperimentSummary,
  LearningCourse,
  LearningSummary,
  MetricSummary,
  RecoverySummary,
  ScenarioSummary,
} from "./summary.ts";
export { plotComparison } from "./pictures/comparison.ts";
export { plotDifferences } from "./pictures/differences.ts";
export { plotFaults } from "./pictures/faults.ts";
export { plotLearningCurves } from "./pictures/learning_curves.ts";
export type { ByAgent, Outcome } from "./pictures/outcome.ts";
export { plotPerformanceProfile } from "./pictures/performance_profile.ts";
export { plotPower, type PowerOptions } from "./pictures/power.ts";
export { plotReliability } from "./pictures/reliability.ts";
export { plotRemedies, type RemedyCell } from "./pictures/remedies.ts";
export { plotScenarios } from "./pictures/scenarios.ts";
export { plotSurvival } from "./pictures/survival.ts";
