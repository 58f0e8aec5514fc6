import { z } from "zod";
import { GUARDRAILS_SCHEMA } from "../../act/guardrails.ts";
import { ACTION_KINDS, type ActionKind } from "../../model/mod.ts";
import { topologyInputSchema } from "../../model/topology_check/check_topology.ts";
import { agents } from "../../agent/mod.ts";
import { MODES } from "../contract.ts";
import { actuatorSchema } from "./actuator_schema.ts";
import { headersSchema, secretSchema } from "./secret.ts";
import { sourceSchema } from "./source_schema.ts";
import { filePath, httpUrl, seconds } from "./values.ts";

/** Seconds of a day. */
const DAY = 86_400;

const part = z.union([
  z.string(),
  z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
]).exactOptional();

const agent = z.union([
  z.string(),
  z.strictObject({
    agent: z.string().meta({ examples: agents.names }).describe("the named agent to start from"),
    detector: part,
    threshold: part,
    diagnoser: part,
    policy: part,
  }),
]);

/** The kinds of action that are carried out. */
const KINDS = ACTION_KINDS.filter((kind): kind is Exclude<ActionKind, "noop"> => kind !== "noop");

const route = z.strictObject({
  match: z.strictObject({
    kind: z.union([z.enum(KINDS), z.array(z.enum(KINDS)).min(1)]).exactOptional().describe("any, if absent"),
    service: z.string().min(1).exactOptional().describe(
      "the service, or the callee of a breaker; * stands for any characters (any, if absent)",
    ),
  }).default({}),
  by: actuatorSchema,
});

const approval = z.strictObject({
  timeoutSeconds: seconds(DAY).default(300).describe("after which the answer is no"),
  secret: secretSchema.exactOptional().describe("key that links are signed with (drawn at each start)"),
});

const verification = z.strictObject({
  settleSeconds: z.number().min(0).max(DAY).default(60).describe("from an action to the verdict on it"),
  attempts: z.int().min(1).max(100).default(3).describe("actions for an incident before it is escalated"),
  onFailure: z.enum(["roll-back", "escalate"]).default("roll-back"),
});

const budget = z.strictObject({
  actionsPerHour: z.int().min(0).max(10_000).default(20),
  servicesAtOnce: z.int().min(1).max(10_000).default(1).describe(
    "services with an action that is not verified yet",
  ),
});

const files = z.strictObject({
  audit: filePath.default("audit.jsonl").describe("the log that is only appended to"),
  state: filePath.default("state.json").describe("cooldowns, budgets, open incidents"),
  stop: filePath.default("STOP").describe("while this file is there, nothing is carried out"),
  lease: filePath.default("lease.json").describe("who owns the system"),
});

const listen = z.strictObject({
  hostname: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8940).describe("0: a free one"),
});

const intake = z.strictObject({
  otlp: z.boolean().default(false).describe("whether logs and spans are received on /v1/logs and /v1/traces"),
  maxBodyBytes: z.int().min(1024).max(1e9).default(4_194_304).describe("of a request, unpacked"),
  maxRecords: z.int().min(1).max(1e7).default(20_000).describe("spans, and log records, kept of a step"),
});

const alertmanager = z.strictObject({
  url: httpUrl,
  headers: headersSchema.default({}),
  silence: z.boolean().default(true).describe("whether alerts of a service are silenced while it is mended"),
  timeoutSeconds: seconds(300).default(5),
});

/** The schema of the file that says where a system is, what is watched and how actions are carried out. */
export const liveSchema = z.strictObject({
  $schema: z.string().exactOptional().describe("path of this schema, for editors"),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "small letters, digits and hyphens"),
  topology: z.union([z.string().min(1), topologyInputSchema]).describe(
    "a name as three-tier, the path of a topology's JSON file from here, or the topology itself",
  ),
  slo: z.strictObject({
    latencyP95Ms: z.number().positive(),
    errorRate: z.number().min(0).max(1),
  }).describe("limits of the front's p95 latency in ms and share of errors"),
  stepSeconds: z.number().min(0.01).max(3600).default(5).describe("from one observation to the next"),
  warmupSteps: z.int().min(2).max(100_000).default(60).describe("healthy steps that the agent learns from"),
  seed: z.int().min(0).default(1).describe("of the agent's own random choices"),
  source: sourceSchema,
  agent: agent.default("full"),
  mode: z.enum(MODES).default("observe"),
  guardrails: GUARDRAILS_SCHEMA.default({}).describe("the limits within which the agent may act"),
  actions: z.array(route).max(1000).default([]).describe(
    "how actions are carried out; the first match counts",
  ),
  approval: approval.prefault({}),
  verification: verification.prefault({}),
  budget: budget.prefault({}),
  files: files.prefault({}).describe("paths from here"),
  listen: listen.prefault({}),
  intake: intake.prefault({}),
  alertmanager: alertmanager.exactOptional(),
});

/** The configuration of the live loop, with its defaults. */
export type LiveConfig = z.output<typeof liveSchema>;
/** The configuration as its file has it. */
export type LiveInput = z.input<typeof liveSchema>;
/** A rule that says what carries an action out. */
export type RouteConfig = z.output<typeof route>;

/** The schema of the configuration as JSON Schema, for editors. */
export function liveJsonSchema(): unknown {
  return z.toJSONSchema(liveSchema, { io: "input" });
}
