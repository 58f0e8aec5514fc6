/**
 * For people who train policies: environments with spaces, masks and vectors as in Gymnasium, one by one or many at once, a check of one's
 * own, and policies from ONNX.
 * @module
 */
export { type CheckableEnvironment, checkEnvironment } from "./check_environment.ts";
export type { EnvironmentDescription, RewardTerm } from "./description.ts";
export { type Logits, policyFromLogits, type TrainedPolicyOptions } from "./logits_policy.ts";
export { policyFromOnnx } from "./onnx/policy.ts";
export type { BoxSpace, DiscreteSpace } from "./spaces.ts";
export {
  createTrainingEnvironment,
  type TrainingEnvironment,
  type TrainingInfo,
  type TrainingStep,
} from "./training_environment.ts";
export type { TrainingOptions } from "./training_options.ts";
export {
  createVectorEnvironment,
  type SeedRange,
  type VectorEnvironment,
  type VectorOptions,
} from "./vector_environment.ts";
export type { ObservationPart } from "./view/observation_view.ts";
