import { z } from "zod";
import { headersSchema, secretSchema } from "./secret.ts";
import { filePath, httpUrl, seconds } from "./values.ts";

/** A text in which `{service}`, `{caller}`, `{callee}`, `{kind}`, `{delta}` and `{factor}` stand for parts of the action. */
const template = z.string().min(1).max(1000);

const PLACEHOLDERS = "{service} and the like stand for parts of the action";

/** Says what would be done and does nothing. */
const dryRun = z.strictObject({ type: z.literal("dry-run") });

/** Acts on a simulated system. */
const simulator = z.strictObject({
  type: z.literal("simulator"),
  url: httpUrl.exactOptional().describe(
    "a system served by `deno task simulate --serve` (that of the source `simulator`)",
  ),
  timeoutSeconds: seconds(600).default(10),
});

/** Sends the order to a server. */
const webhook = z.strictObject({
  type: z.literal("webhook"),
  url: httpUrl,
  secret: secretSchema.exactOptional().describe("key of the signature, HMAC with SHA-256"),
  headers: headersSchema.default({}),
  timeoutSeconds: seconds(600).default(10),
});

const argv = z.array(template).min(1).max(100).refine(
  ([program]) => !program!.includes("{"),
  "must begin with a program that is the same for every action",
);

/** Starts a program, never by a shell. */
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

/** Speaks to HAProxy's runtime API. */
const haproxy = z.strictObject({
  type: z.literal("haproxy"),
  socket: z.string().min(1).describe("path of the runtime socket, or host:port"),
  backend: template.default("{service}").describe(`the backend of a service; ${PLACEHOLDERS}`),
  frontend: z.string().min(1).exactOptional().describe("whose connections limit_traffic limits"),
  maxConnections: z.int().min(1).exactOptional().describe("that the frontend may have without a limit"),
  timeoutSeconds: seconds(600).default(5),
});

/** Speaks to the API of Kubernetes. */
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
export const actuatorSchema = z.discriminatedUnion("type", [
  dryRun,
  simulator,
  webhook,
  command,
  haproxy,
  kubernetes,
]);

/** What carries an action out, with its defaults. */
export type ActuatorConfig = z.output<typeof actuatorSchema>;
/** The type of an actuator. */
export type ActuatorType = ActuatorConfig["type"];
