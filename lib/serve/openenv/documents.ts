import { z } from "zod";
import { METRICS } from "../../model/mod.ts";
import { SPLITS } from "../core/tasks.ts";
import { turnSchema } from "../core/turn.ts";

/** The name of the environment in OpenEnv's routes. */
export const ENVIRONMENT_NAME = "aiops";

/** What `GET /metadata` answers. */
export const METADATA = {
  name: ENVIRONMENT_NAME,
  description:
    "Incidents of simulated services: read metrics, logs and traces, find the cause and mend it behind guardrails.",
  version: "0.1.0",
} as const;

const metric = z.number().nullable();
const jsonList = z.array(z.record(z.string(), z.unknown()));
const nullableCount = z.number().nullable();

/** What is told at the end of an episode. */
const scoreSchema = z.object({
  measures: z.record(z.string(), z.number().nullable()).describe(
    "what users felt, what was done and its costs",
  ),
  verdicts: z.object({
    detection: z.boolean(),
    localisation: z.boolean().nullable(),
    analysis: z.boolean().nullable(),
    exactSet: z.boolean().nullable(),
    mitigation: z.boolean().nullable(),
    ttdSteps: nullableCount,
    ttlSteps: nullableCount,
    ttaSteps: nullableCount,
    ttmSteps: nullableCount,
  }).nullable().describe("right and wrong by stage, with times in steps; null in the hidden split"),
});

/** An observation in JSON. */
const observationSchema = z.object({
  step: z.int().describe("steps of 5 s since the start of the episode"),
  time_seconds: z.number().nullable(),
  slo_violated: z.boolean(),
  metrics: z.record(
    z.string(),
    z.object(Object.fromEntries(METRICS.map((name) => [name, metric]))),
  ).nullable().describe("by service; null: not measured"),
  executed: z.string().describe("what was carried out: noop where a guardrail refused what was asked for"),
  refused: z.string().optional().describe("what was refused, and why"),
  mask: z.array(z.int().min(0).max(1)).describe("per action: 1 if it would be carried out now"),
  logs: jsonList.optional(),
  spans: jsonList.optional(),
  actions: z.array(z.string()).optional().describe("after reset: the actions behind the indices"),
  system: z.record(z.string(), z.unknown()).optional().describe(
    "after reset: service graph, SLO and timings",
  ),
  score: scoreSchema.optional(),
});

/** The state of an episode in JSON: nothing that the agent hasn't seen. */
const stateSchema = z.object({
  episode_id: z.string().nullable(),
  step_count: z.int().min(0).describe("messages answered in this episode"),
  step: z.int().min(0).describe("steps of the system"),
  done: z.boolean(),
});

/** What `reset` takes. A seed is a task's number: which episode stands behind it is the server's. */
export const resetSchema = z.strictObject({
  seed: z.int().min(0).nullable().optional().describe("number of the task, as index"),
  episode_id: z.string().max(255).nullable().optional(),
  suite: z.string().max(100).optional(),
  split: z.enum(SPLITS).optional(),
  index: z.int().min(0).optional(),
  telemetry: z.boolean().optional().describe(
    "whether logs and spans come with observations; false if absent",
  ),
  skip_warmup: z.boolean().optional().describe("whether it begins after the healthy warm-up; true if absent"),
});

const json = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>;

/** What `GET /schema` answers. */
export const SCHEMAS = {
  action: json(turnSchema),
  observation: json(observationSchema),
  state: json(stateSchema),
} as const;

const answerSchema = {
  type: "object",
  required: ["observation", "done"],
  properties: {
    observation: SCHEMAS.observation,
    reward: { type: ["number", "null"] },
    done: { type: "boolean" },
    metadata: { type: ["object", "null"] },
  },
};

const taskBody = (...extra: string[]) => ({
  type: "object",
  required: ["split", ...(extra.includes("index") ? ["index"] : [])],
  properties: {
    split: { type: "string", description: "suite/split, as baselines/tuning" },
    ...Object.fromEntries(extra.map((name) => [name, { type: "integer" }])),
  },
});

function route(summary: string, answer: object, body?: object): object {
  const content = (schema: object) => ({ "application/json": { schema } });
  return {
    summary,
    ...(body && { requestBody: { content: content(body) } }),
    responses: { "200": { description: "OK", content: content(answer) } },
  };
}

const anyObject = { type: "object" };

/** What `GET /openapi.json` answers. */
export const OPEN_API = {
  openapi: "3.1.0",
  info: { title: METADATA.name, description: METADATA.description, version: "1.0.0" },
  paths: {
    "/health": { get: route("Whether the server is there", anyObject) },
    "/metadata": { get: route("What this environment is", anyObject) },
    "/schema": { get: route("Schemas of actions, observations and state", anyObject) },
    "/reset": { post: route("The first observation of an episode", answerSchema, json(resetSchema)) },
    "/step": {
      post: route("One step of a new episode; episodes of many steps are played on /ws", answerSchema, {
        type: "object",
        required: ["action"],
        properties: {
          action: SCHEMAS.action,
          timeout_s: { type: ["number", "null"] },
          request_id: { type: ["string", "null"] },
        },
      }),
    },
    "/state": { get: route("The state of a new episode", SCHEMAS.state) },
    "/mcp": { post: route("JSON-RPC 2.0 of the Model Context Protocol", anyObject, anyObject) },
    "/list_environments": { get: route("Names of the environments", { type: "array" }) },
    [`/${ENVIRONMENT_NAME}/splits`]: { get: route("The splits", { type: "array" }) },
    [`/${ENVIRONMENT_NAME}/tasks`]: { post: route("The first tasks of a split", anyObject, taskBody()) },
    [`/${ENVIRONMENT_NAME}/num_tasks`]: { post: route("How many tasks", anyObject, taskBody()) },
    [`/${ENVIRONMENT_NAME}/task`]: { post: route("One task", anyObject, taskBody("index")) },
    [`/${ENVIRONMENT_NAME}/task_range`]: {
      post: route("Some tasks", anyObject, taskBody("start", "stop")),
    },
  },
} as const;
