/**
 * The system under operation: queueing maths, workload, faults, remedies, telemetry, SLO, and the environment that puts
 * them together. Knows nothing of agents.
 * @module
 */
export * from "./environment.ts";
export {
  applicable,
  checkRequest,
  type FaultRequest,
  parseFault,
  STEPS_AFTER_WARMUP,
} from "./fault_sampling.ts";
export { faults } from "./fault_catalogue.ts";
export * from "./graph_parts.ts";
export * from "./queueing.ts";
export { REWARD } from "./reward.ts";
export { createTopology, topologies } from "./topologies.ts";
