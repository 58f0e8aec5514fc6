/**
 * Training examples for diagnosers that learn: features of simulated incidents with their causes.
 * @module
 */
export type { Example } from "../../../diagnose/learnt/train_scorer.ts";
export { examplesOf, furtherExamplesOf } from "./examples.ts";
export {
  examplesIn,
  FURTHER_SCENARIOS,
  TRAINING_SCENARIOS,
  TRAINING_SEEDS,
  type TrainingScenario,
} from "./scenarios.ts";
