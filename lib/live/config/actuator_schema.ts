import { z } from "zod";
import { headersSchema, type HeaderValue, type SecretReference, secretSchema } from "./secret.ts";
import { filePath, httpUrl, seconds } from "./values.ts";

/** Says what would be done and does nothing. */
export interface DryRunConfig {
  /** Which kind it is. */
  readonly type: "dry-run";
}

/** Acts on a simulated system. */
export interface SimulatorActuatorConfig {
  /** Which kind it is. */
  readonly type: "simulator";
  /** A system that `deno task simulate --serve` serves; absent: that of the source `simulator`. */
  readonly url?: string;
  /** After which it is given up. */
  readonly timeoutSeconds: number;
}

/** Sends the order to a server. */
export interface WebhookConfig {
  /** Which kind it is. */
  readonly type: "webhook";
  /** Where it is. */
  readonly url: string;
  /** Key of the signature, HMAC with SHA-256. */
  readonly secret?: SecretReference;
  /** Headers of each request. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** After which an attempt is given up. */
  readonly timeoutSeconds: number;
  /** Attempts at most, where the server answers 429 or 5xx. */
  readonly attempts: number;
  /** Whether dry runs are sent too, with `"dryRun": true`. */
  readonly sendDryRuns: boolean;
  /** Where it can be asked what came of an order, `/KEY` added; absent: nobody can tell after a crash. */
  readonly statusUrl?: string;
}

/** Starts a program, never by a shell. */
export interface CommandConfig {
  /** Which kind it is. */
  readonly type: "command";
  /** The program and its arguments, with `{service}` and the like in the arguments. */
  readonly argv: readonly string[];
  /** What is started for a dry run; absent: nothing. */
  readonly dryRunArgv?: readonly string[];
  /** What is started after a crash to learn what came of an order: exit code 0 for done, 1 for not done, 75 for still under way. */
  readonly findArgv?: readonly string[];
  /** Exit codes that mean that something may have been changed. */
  readonly unknownExitCodes?: readonly number[];
  /** Environment variables that are handed on; no others are. */
  readonly environment: readonly string[];
  /** After which it is given up. */
  readonly timeoutSeconds: number;
}

/** Speaks to HAProxy's runtime API. */
export interface HaproxyConfig {
  /** Which kind it is. */
  readonly type: "haproxy";
  /** Path of the runtime socket, or `host:port`. */
  readonly socket: string;
  /** Backend of a service, with `{service}` in it. */
  readonly backend: string;
  /** Frontend whose connections a limit of the traffic limits. */
  readonly frontend?: string;
  /** Connections that the frontend may have without a limit. */
  readonly maxConnections?: number;
  /** Servers that may be added to the backend. */
  readonly spares: readonly { readonly name: string; readonly address: string }[];
  /** Share of its weight that a drained server keeps; absent: none. */
  readonly drainWeight?: number;
  /** After which it is given up. */
  readonly timeoutSeconds: number;
}

/** Speaks to the API of Kubernetes. */
export interface KubernetesConfig {
  /** Which kind it is. */
  readonly type: "kubernetes";
  /** Where it is. */
  readonly url: string;
  /** Bearer token. */
  readonly token?: SecretReference;
  /** PEM file of who signed the server's certificate. */
  readonly certificateAuthority?: string;
  /** The namespace of the deployments. */
  readonly namespace: string;
  /** Deployment of a service, with `{service}` in it. */
  readonly deployment: string;
  /** After which it is given up. */
  readonly timeoutSeconds: number;
}

/** What carries an action out, with its defaults. */
export type ActuatorConfig =
  | DryRunConfig
  | SimulatorActuatorConfig
  | WebhookConfig
  | CommandConfig
  | HaproxyConfig
  | KubernetesConfig;

/** The type of an actuator. */
export type ActuatorType = ActuatorConfig["type"];

/** A text in which `{service}`, `{caller}`, `{callee}`, `{kind}`, `{delta}`, `{factor}`, `{incident}` and `{idempotencyKey}` stand for parts of the action. */
const template = z.string().min(1).max(1000);

const PLACEHOLDERS = "{service} and the like stand for parts of the action";

const dryRun = z.strictObject({ type: z.literal("dry-run") });

const simulator = z.strictObject({
  type: z.literal("simulator"),
  url: httpUrl.exactOptional().describe(
    "a system served by `deno task simulate --serve` (that of the source `simulator`)",
  ),
  timeoutSeconds: seconds(600).default(10),
});

const webhook = z.strictObject({
  type: z.literal("webhook"),
  url: httpUrl,
  secret: secretSchema.exactOptional().describe("key of the signature, HMAC with SHA-256"),
  headers: headersSchema.default({}),
  timeoutSeconds: seconds(600).default(10).describe("of an attempt"),
  attempts: z.int().min(1).max(10).default(3).describe("at most, where the server answers 429 or 5xx"),
  sendDryRuns: z.boolean().default(false).describe('whether dry runs are sent too, with "dryRun": true'),
  statusUrl: httpUrl.exactOptional().describe(
    "where GET URL/KEY says what came of an order (nobody can tell)",
  ),
});

const argv = z.array(template).min(1).max(100).refine(
  ([program]) => program?.includes("{") !== true,
  "must begin with a program that is the same for every action",
);

const command = z.strictObject({
  type: z.literal("command"),
  argv: argv.describe(`the program and its arguments; ${PLACEHOLDERS}`),
  dryRunArgv: argv.exactOptional().describe(
    "what is started for a dry run (nothing)",
  ),
  findArgv: argv.exactOptional().describe(
    "what is started after a crash: exit code 0 says that the order was carried out, 1 that it was not, 75 that it is still under way (nothing)",
  ),
  unknownExitCodes: z.array(z.int().min(1).max(255)).exactOptional().describe(
    "exit codes that mean that something may have been changed (128 and more)",
  ),
  environment: z.array(z.string().regex(/^[A-Za-z_]\w*$/, "the name of an environment variable")).default([])
    .describe("environment variables that are handed on; no others are"),
  timeoutSeconds: seconds(3600).default(30).describe("after which the program is killed"),
});

const haproxy = z.strictObject({
  type: z.literal("haproxy"),
  socket: z.string().min(1).describe("path of the runtime socket, or host:port"),
  backend: template.default("{service}").describe(`the backend of a service; ${PLACEHOLDERS}`),
  frontend: z.string().min(1).exactOptional().describe("whose connections limit_traffic limits"),
  maxConnections: z.int().min(1).exactOptional().describe("that the frontend may have without a limit"),
  spares: z.array(z.strictObject({
    name: z.string().regex(/^[\w.-]{1,100}$/, "the name of a server"),
    address: z.string().regex(/^[\w.:-]{1,200}$/, "host:port"),
  })).max(100).default([]).describe("servers that scale may add to the backend, the first one first"),
  drainWeight: z.number().gt(0).lt(1).exactOptional().describe(
    "share of its weight that a drained server keeps (no new sessions at all)",
  ),
  timeoutSeconds: seconds(600).default(5),
});

const kubernetes = z.strictObject({
  type: z.literal("kubernetes"),
  url: httpUrl,
  token: secretSchema.exactOptional().describe("bearer token"),
  certificateAuthority: filePath.exactOptional().describe("PEM file of who signed the server's certificate"),
  namespace: z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "the name of a namespace").default(
    "default",
  ),
  deployment: template.default("{service}").describe(`the deployment of a service; ${PLACEHOLDERS}`),
  timeoutSeconds: seconds(600).default(15),
});

/** The schema of what carries an action out, by its type. */
export const actuatorSchema: z.ZodType<ActuatorConfig, unknown> = z.discriminatedUnion("type", [
  dryRun,
  simulator,
  webhook,
  command,
  haproxy,
  kubernetes,
]);
