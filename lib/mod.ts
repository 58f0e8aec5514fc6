/**
 * The public face: what notebooks and experiments import as `"aiops"`. Pictures are in `"aiops/plot"`'s place here too, and load
 * their library when the first is drawn.
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
