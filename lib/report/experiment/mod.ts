/**
 * What an experiment came to: its statistics, the conclusion in a sentence, and both as Markdown.
 * @module
 */
export { conclusions } from "./conclusion.ts";
export { summaryMarkdown, table as markdownTable } from "./markdown.ts";
export { referenceMarkdown, type ReferenceRun } from "./reference.ts";
export { summariseExperiment } from "./summarise.ts";
export type { ExperimentSummary, ScenarioSummary } from "./summary.ts";
