/**
 * Simulated incidents with their answers, as examples for the diagnosers that learn.
 * @module
 */
export { examplesOf } from "./examples.ts";
export { TRAINING_EXAMPLES, TRAINING_SCENARIOS, TRAINING_SEEDS, type TrainingScenario } from "./scenarios.ts";
