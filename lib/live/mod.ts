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
