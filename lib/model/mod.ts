/**
 * The vocabulary that both sides share: services and topology, what the platform does, observations, actions, verdicts, agents.
 * Imports nothing from any other room; holds no behaviour beyond naming and indexing.
 * @module
 */
export * from "./action.ts";
export * from "./agent.ts";
export * from "./canonical_json.ts";
export * from "./catalogue.ts";
export { deepFreeze } from "./deep_freeze.ts";
export * from "./fault.ts";
export * from "./incident.ts";
export * from "./labelled_series.ts";
export * from "./metrics.ts";
export * from "./observation.ts";
export * from "./parameters.ts";
export * from "./platform.ts";
export * from "./slo.ts";
export * from "./suggest.ts";
export {
  type Attributes,
  type AttributeValue,
  type LogRecord,
  SEVERITY,
  type Span,
  type SpanEvent,
  type SpanKind,
} from "./telemetry.ts";
export * from "./topology.ts";
export { TOPOLOGY_LIMITS } from "./topology_check/check_graph.ts";
export { checkTopology, topologyJsonSchema } from "./topology_check/check_topology.ts";
export {
  BREAKER_DEFAULTS,
  CALL_DEFAULTS,
  type CallInput,
  SERVICE_DEFAULTS,
  type ServiceInput,
  TOPOLOGY_DEFAULTS,
  type TopologyInput,
} from "./topology_check/defaults.ts";
export * from "./topology_check/topology_key.ts";
export * from "./usage_error.ts";
export * from "./verdict.ts";
