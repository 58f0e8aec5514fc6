import { z } from "zod";
import { type Guardrails, GUARDRAILS_SCHEMA } from "../../act/guardrails.ts";
import {
  ACTION_KINDS,
  type ActionKind,
  type ParameterValue,
  type Slo,
  type TopologyInput,
} from "../../model/mod.ts";
import { topologyInputSchema } from "../../model/topology_check/check_topology.ts";
import { agents } from "../../agent/mod.ts";
import { type Mode, MODES } from "../contract.ts";
import { type ActuatorConfig, actuatorSchema } from "./actuator_schema.ts";
import { headersSchema, type HeaderValue, type SecretReference, secretSchema } from "./secret.ts";
import { type SourceConfig, sourceSchema } from "./source_schema.ts";
import { filePath, httpUrl, seconds } from "./values.ts";
import { type TimingsConfig, timingsSchema } from "./timings.ts";

/** A part of an agent: a name, with parameters or without. */
export type PartChoice = string | Readonly<Record<string, ParameterValue>>;

/** A named agent, with parts replaced or without. */
export type AgentChoice = string | {
  /** The named agent to start from. */
  readonly agent: string;
  /** Replaces its detector. */
  readonly detector?: PartChoice;
  /** Replaces its threshold. */
  readonly threshold?: PartChoice;
  /** Replaces its diagnoser. */
  readonly diagnoser?: PartChoice;
  /** Replaces its policy. */
  readonly policy?: PartChoice;
};

/** A kind of action that can be carried out. */
export type CarriedOutKind = Exclude<ActionKind, "noop">;

/** A rule that says what carries an action out. */
export interface RouteConfig {
  /** Which actions: of these kinds, on this service (`*` stands for any characters); any, where it says nothing. */
  readonly match: {
    readonly kind?: CarriedOutKind | readonly CarriedOutKind[];
    readonly service?: string;
  };
  /** What carries them out. */
  readonly by: ActuatorConfig;
}

/** The configuration of the live loop, with its defaults. */
export interface LiveConfig {
  /** Path of the JSON Schema, for editors. */
  readonly $schema?: string;
  /** Small letters, digits and hyphens. */
  readonly name: string;
  /** The name of a topology, the path of its file, or the topology itself. */
  readonly topology: string | TopologyInput;
  /** Limits of the front's p95 latency in ms and share of errors. */
  readonly slo: Pick<Slo, "latencyP95Ms" | "errorRate">;
  /** From one observation to the next. */
  readonly stepSeconds: number;
  /** Healthy steps that the agent learns from. */
  readonly warmupSteps: number;
  /** Of the agent's own random choices. */
  readonly seed: number;
  /** Where observations come from. */
  readonly source: SourceConfig;
  /** Which agent. */
  readonly agent: AgentChoice;
  /** How much the loop may do by itself. */
  readonly mode: Mode;
  /** How long remedies take here, in seconds. */
  readonly timings: TimingsConfig;
  /** The limits within which the agent may act; those left out keep their defaults. */
  readonly guardrails: Partial<Guardrails>;
  /** How actions are carried out; the first match counts. */
  readonly actions: readonly RouteConfig[];
  /** How a person agrees. */
  readonly approval: {
    /** After which the answer is no. */
    readonly timeoutSeconds: number;
    /** Key that links are signed with; absent: drawn at each start. */
    readonly secret?: SecretReference;
  };
  /** How the success of an action is judged. */
  readonly verification: {
    /** From the end of an action, which takes as long as `timings` say, to the verdict on it. */
    readonly settleSeconds: number;
    /** Actions for an incident before it is escalated. */
    readonly attempts: number;
    /** What follows where an action did not help. */
    readonly onFailure: "roll-back" | "escalate";
  };
  /** How much may be done at once, whatever the agent asks for. */
  readonly budget: {
    /** Actions in any hour. */
    readonly actionsPerHour: number;
    /** Services with an action that is not verified yet. */
    readonly servicesAtOnce: number;
  };
  /** Where it is written down. */
  readonly files: {
    /** The log that is only appended to. */
    readonly audit: string;
    /** Cooldowns, budgets, open incidents. */
    readonly state: string;
    /** While this file is there, nothing is carried out. */
    readonly stop: string;
    /** Who owns the system. */
    readonly lease: string;
    /** The log of decisions in a breach, for off-policy estimates; absent: none is written. */
    readonly decisions?: string;
    /** What the agent has learnt elsewhere, which it starts with; absent: nothing. */
    readonly learnt?: string;
    /** The gate that the agent has passed, without which the mode `act` is refused; absent: none is asked for. */
    readonly gate?: string;
  };
  /** Where the page is served. */
  readonly listen: {
    /** The address of this machine that is listened on. */
    readonly hostname: string;
    /** 0: a free one. */
    readonly port: number;
  };
  /** What is received of logs and spans. */
  readonly intake: IntakeConfig;
  /** Where alerts and silences go; absent: nowhere. */
  readonly alertmanager?: {
    /** Where it is. */
    readonly url: string;
    /** Headers of each request. */
    readonly headers: Readonly<Record<string, HeaderValue>>;
    /** Whether alerts of a service are silenced while it is mended. */
    readonly silence: boolean;
    /** After which it is given up. */
    readonly timeoutSeconds: number;
  };
}

/** What is received of logs and spans, and how much of it. */
export interface IntakeConfig {
  /** Whether logs and spans are received on `/v1/logs` and `/v1/traces`. */
  readonly otlp: boolean;
  /** Largest body of a request, unpacked. */
  readonly maxBodyBytes: number;
  /** Spans, and log records, kept of a step. */
  readonly maxRecords: number;
  /** Time after which an alert from outside that nobody repeats is over. */
  readonly alertSeconds: number;
}

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
const KINDS = ACTION_KINDS.filter((kind): kind is CarriedOutKind => kind !== "noop");

const route = z.strictObject({
  match: z.strictObject({
    kind: z.union([z.enum(KINDS), z.array(z.enum(KINDS)).min(1)]).exactOptional().describe("any, if absent"),
    service: z.string().min(1).exactOptional().describe(
      "the service, or the callee of a breaker; * stands for any characters (any, if absent); restore is for no service and matches all the same",
    ),
  }).default({}),
  by: actuatorSchema,
});

const approval = z.strictObject({
  timeoutSeconds: seconds(DAY).default(300).describe("after which the answer is no"),
  secret: secretSchema.exactOptional().describe("key that links are signed with (drawn at each start)"),
});

const verification = z.strictObject({
  settleSeconds: z.number().min(0).max(DAY).default(60).describe(
    "from the end of an action, which takes as long as timings say, to the verdict on it",
  ),
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
  decisions: filePath.exactOptional().describe(
    "each decision in a breach as a line of JSON, an episode an incident, for deno task ope (not written)",
  ),
  learnt: filePath.exactOptional().describe(
    "what the agent has learnt, as deno task eval --state writes it, to start with (nothing)",
  ),
  gate: filePath.exactOptional().describe(
    "the gate that the agent has passed with it, as deno task ope --gate --pass writes it, without which the mode act is refused (not asked for)",
  ),
});

const listen = z.strictObject({
  hostname: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8940).describe("0: a free one"),
});

const intake = z.strictObject({
  otlp: z.boolean().default(false).describe("whether logs and spans are received on /v1/logs and /v1/traces"),
  maxBodyBytes: z.int().min(1024).max(1e9).default(4_194_304).describe("of a request, unpacked"),
  maxRecords: z.int().min(1).max(1e7).default(20_000).describe("spans, and log records, kept of a step"),
  alertSeconds: seconds(30 * DAY).default(43_200).describe(
    "after which an alert from outside that nobody repeats is over: three times Alertmanager's repeat_interval",
  ),
});

const alertmanager = z.strictObject({
  url: httpUrl,
  headers: headersSchema.default({}),
  silence: z.boolean().default(true).describe("whether alerts of a service are silenced while it is mended"),
  timeoutSeconds: seconds(300).default(5),
});

/** The schema of the file that says where a system is, what is watched and how actions are carried out. */
export const liveSchema: z.ZodType<LiveConfig, unknown> = z.strictObject({
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
  timings: timingsSchema.default({}).describe(
    "how long remedies take here, which the agent plans with (those of the simulator)",
  ),
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

/** The schema of the configuration as JSON Schema, for editors. */
export function liveJsonSchema(): unknown {
  return z.toJSONSchema(liveSchema, { io: "input" });
}
