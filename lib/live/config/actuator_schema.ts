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
  /** After which it is given up. */
  readonly timeoutSeconds: number;
}

/** Starts a program, never by a shell. */
export interface CommandConfig {
  /** Which kind it is. */
  readonly type: "command";
  /** The program and its arguments, with `{service}` and the like in the arguments. */
  readonly argv: readonly string[];
  /** What is started for a dry run; absent: nothing. */
  readonly dryRunArgv?: readonly string[];
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

/** A text in which `{service}`, `{caller}`, `{callee}`, `{kind}`, `{delta}` and `{factor}` stand for parts of the action. */
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
  timeoutSeconds: seconds(600).default(10),
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
