/**
 * Experiments as data: their schema, the work that they are made of, and how a piece of it is run. Says nothing of files.
 * @module
 */
export { type Metric, METRICS, MORE_IS_BETTER } from "./metrics.ts";
export { type Block, contestantLearns, episodesPerTrial, planBlocks, showsLearning } from "./plan.ts";
export { type Contestant, type Experiment, resolveExperiment, type Scenario } from "./resolve.ts";
export { type BlockResult, createBlockRunner } from "./run_block.ts";
export { type ExperimentInput, experimentJsonSchema } from "./schema.ts";
export { withSettings } from "./settings.ts";
