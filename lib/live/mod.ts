/**
 * The loop against real systems: sources of observations, actuators behind the guardrails, modes, verification and the audit log. The one room
 * under `lib` that talks to servers, reads the clock and writes files; the agent in it is the one of the notebook.
 * @module
 */
export * from "./contract.ts";
export type {
  ActuatorConfig,
  ActuatorType,
  CommandConfig,
  DryRunConfig,
  HaproxyConfig,
  KubernetesConfig,
  SimulatorActuatorConfig,
  WebhookConfig,
} from "./config/actuator_schema.ts";
export { agentOf, checkAgainstTopology, parseLiveConfig } from "./config/parse.ts";
export { permissionFlags, type Permissions, permissionsOf } from "./config/permissions.ts";
export { type LiveSettings, readLiveConfig } from "./config/read.ts";
export {
  type AgentChoice,
  type CarriedOutKind,
  type IntakeConfig,
  type LiveConfig,
  liveJsonSchema,
  type PartChoice,
  type RouteConfig,
} from "./config/schema.ts";
export {
  type HeaderValue,
  readHeaders,
  readSecret,
  revealHeaders,
  Secret,
  type SecretReference,
} from "./config/secret.ts";
export type {
  Combination,
  PrometheusConfig,
  QueryConfig,
  RecordingConfig,
  ServiceQueries,
  SimulatorConfig,
  SourceConfig,
} from "./config/source_schema.ts";
export { type TimingsConfig, timingsOf } from "./config/timings.ts";
export {
  type ActionInbox,
  type Actuators,
  type ActuatorsOptions,
  createActuators,
  createRouting,
  type Route,
  type Routed,
  type RouteMatch,
  type Routing,
  signatureOf,
  undoOf,
  verifySignature,
} from "./actuators/mod.ts";
export * from "./audit/mod.ts";
export {
  type AlertNotification,
  createAlertReceiver,
  readAlertNotification,
  type ReceivedAlert,
} from "./intake/alertmanager_webhook.ts";
export { createOtlpReceiver, type Handler, type OtlpReceiverOptions } from "./intake/otlp_receiver.ts";
export { createTelemetryBuffer, type TelemetryBuffer } from "./intake/telemetry_buffer.ts";
export { type OpenedSource, openSource } from "./sources/catalogue.ts";
export { type ClientOptions } from "./sources/prometheus/client.ts";
export { createPrometheusSource, type PrometheusOptions } from "./sources/prometheus/prometheus.ts";
export { serviceRenamer } from "./sources/prometheus/service_names.ts";
export { observationLine, readObservations } from "./sources/recording/read_observations.ts";
export { createRecordingSource, type RecordingOptions } from "./sources/recording/recording.ts";
export {
  createSimulatedSystem,
  type SimulatedSystem,
  type SimulatedSystemOptions,
} from "./sources/simulator/simulated_system.ts";
export { createSimulatorSource, type SimulatorSourceOptions } from "./sources/simulator/simulator.ts";
export { type SourceState, stateOfSource, type WatchedSource } from "./sources/state.ts";
export { withTelemetry } from "./sources/with_telemetry.ts";
export { type AgentMetrics, createAgentMetrics } from "./exposition/agent_metrics.ts";
export { exposeMetrics, type MetricRegistry, metricsText, openMetricsText } from "./exposition/expose.ts";
export { createServiceMetrics, type ServiceMetrics } from "./exposition/service_metrics.ts";
export * from "./loop/mod.ts";
export * from "./page/mod.ts";
export { type DrawnView, plotLoop } from "./picture/plot_loop.ts";
