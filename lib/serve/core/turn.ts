import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type Action, FAULT_TYPES, type FaultType } from "../../model/mod.ts";

/** A service that is held to be at fault. */
export interface Suspect {
  /** Its name. */
  readonly service: string;
  /** The kind of fault, where it can be told. */
  readonly kind?: FaultType | undefined;
}

/** What an agent from outside says of the cause: its suspects, the first one above all; none: nothing is wrong. */
export interface Submission {
  /** Each service once. */
  readonly suspects: readonly Suspect[];
  /** Probability that the first suspect is right, 0 to 1. Default 1. */
  readonly confidence?: number | undefined;
}

/** What can be said besides an action. */
export interface Remarks {
  /** Whether something is wrong in this step, in the agent's eyes. Default: whether suspects are named in this step. */
  readonly alarm?: boolean | undefined;
  /** The cause as it is seen in this step alone; `submit` holds until another is submitted. */
  readonly diagnosis?: Submission | undefined;
  /** Why, in words, for the record. */
  readonly reason?: string | undefined;
}

/** What a message may hold that nobody reads. */
export interface Unread {
  /** Whatever a client adds, as OpenEnv's do. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What a message of a session asks for: an action of the catalogue, which takes one step, or one of the session itself. */
export type Turn =
  & (
    | (Action & Remarks)
    | ({ readonly kind: "index"; readonly index: number } & Remarks)
    | ({ readonly kind: "advance"; readonly steps?: number | undefined } & Remarks)
    | ({ readonly kind: "submit_diagnosis" } & Submission)
    | { readonly kind: "end" }
  )
  & Unread;

/** Longest name and longest reason that are read, in characters. */
const MAX_NAME_LENGTH = 200;
const MAX_REASON_LENGTH = 2000;
/** Most suspects of a submission. */
const MAX_SUSPECTS = 16;

const name = z.string().min(1).max(MAX_NAME_LENGTH);

/** A submission in JSON. */
export const submissionSchema = z.strictObject({
  suspects: z.array(z.strictObject({
    service: name.describe("a service that is held to be at fault"),
    kind: z.enum(FAULT_TYPES).optional().describe("the kind of fault, where it can be told"),
  })).max(MAX_SUSPECTS).describe("the services at fault, the first one above all; none: nothing is wrong"),
  confidence: z.number().min(0).max(1).optional().describe(
    "probability that the first suspect is right; 1 if absent",
  ),
}).describe("what the cause is");

const remarks = {
  alarm: z.boolean().optional().describe("whether something is wrong, in the agent's eyes"),
  diagnosis: submissionSchema.optional(),
  reason: z.string().max(MAX_REASON_LENGTH).optional().describe("why, in words"),
  metadata: z.record(z.string(), z.unknown()).optional().describe("not read"),
};

const on = <const K extends Action["kind"], S extends z.ZodRawShape>(kind: K, about: string, shape: S) =>
  z.strictObject({ kind: z.literal(kind), ...shape, ...remarks }).describe(about);

/** Most steps that one message advances by. */
export const MAX_ADVANCE_STEPS = 1000;

/** A message of a session in JSON. */
export const turnSchema: z.ZodType<Turn> = z.discriminatedUnion("kind", [
  on("noop", "changes nothing", {}),
  on("restart", "restarts a service", { service: name }),
  on("rollback", "goes back to the version before the last deployment", { service: name }),
  on("failover", "hands a database over to its standby", { service: name }),
  on("scale", "one replica more or less", {
    service: name,
    delta: z.union([z.literal(1), z.literal(-1)]),
  }),
  on("drain", "takes the slowest replica out of its load balancer", { service: name }),
  on("clear_cache", "empties all caches", {}),
  on("limit_traffic", "lets in only a share of the users' requests", {
    factor: z.number().gt(0).max(1),
  }),
  on("open_breaker", "holds back the calls from one service to another", { caller: name, callee: name }),
  on("restore", "lifts the limit and closes all breakers", {}),
  z.strictObject({
    kind: z.literal("index"),
    index: z.int().min(0).describe("place in `actions`"),
    ...remarks,
  })
    .describe("the action of an index, for policies that choose among numbers"),
  z.strictObject({
    kind: z.literal("advance"),
    steps: z.int().min(1).max(MAX_ADVANCE_STEPS).optional().describe("1 if absent"),
    ...remarks,
  }).describe("does nothing for some steps, at most to the end of the episode"),
  z.strictObject({
    kind: z.literal("submit_diagnosis"),
    ...submissionSchema.shape,
    metadata: remarks.metadata,
  })
    .describe("says what the cause is, which takes no time and holds until another is submitted"),
  z.strictObject({ kind: z.literal("end"), metadata: remarks.metadata })
    .describe("lets the rest of the episode pass without acting, and tells the score"),
]);

/** Reads a message of a session. @throws {UsageError} in one line, with the nearest name */
export function readTurn(given: unknown): Turn {
  return checkOptions("action", turnSchema, given, "the action");
}
