import { z } from "zod";
import type { Action } from "../../model/mod.ts";
import { MODES } from "../contract.ts";
import { packedWindowSchema } from "./evidence.ts";

/** Maximum length of a text in a record, in characters: what a server or an agent says may be of any length. */
export const MAX_TEXT = 2000;

const text = z.string().transform((all) => all.length > MAX_TEXT ? `${all.slice(0, MAX_TEXT)}…` : all);
const name = z.string().min(1).max(500);
const step = z.int().min(0);
const service = name;

/** An action other than `noop`, as the audit log holds it; whatever else an agent has written into it is left out. */
export const ACTION_SCHEMA: z.ZodType<Exclude<Action, { kind: "noop" }>> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("restart"), service }),
  z.object({ kind: z.literal("rollback"), service }),
  z.object({ kind: z.literal("failover"), service }),
  z.object({ kind: z.literal("scale"), service, delta: z.union([z.literal(1), z.literal(-1)]) }),
  z.object({ kind: z.literal("drain"), service }),
  z.object({ kind: z.literal("clear_cache") }),
  z.object({ kind: z.literal("limit_traffic"), factor: z.number().gt(0).max(1) }),
  z.object({ kind: z.literal("open_breaker"), caller: service, callee: service }),
  z.object({ kind: z.literal("restore") }),
]);

const mode = z.enum(MODES);
const incident = name;
/** Names a proposal within the log, so that its approval, its order and its receipt can be told to belong together. */
const proposal = name;
const idempotencyKey = name;
const observations = packedWindowSchema.exactOptional();

const RECORDS = [
  z.strictObject({
    type: z.literal("started"),
    /** The configuration's name. */
    name,
    mode,
    /** The agent, as the catalogue or the file of its parts calls it. */
    agent: name,
    /** The service graph and the SLO, for a replay. */
    topology: z.json(),
    slo: z.json(),
    stepSeconds: z.number().gt(0),
    warmupSteps: z.int().min(1),
    seed: z.int(),
  }),
  z.strictObject({ type: z.literal("stopped"), reason: text }),
  z.strictObject({ type: z.literal("recovered"), reason: text }),
  z.strictObject({ type: z.literal("mode-changed"), from: mode, to: mode, by: text, reason: text }),
  z.strictObject({
    type: z.literal("alarm"),
    incident,
    step,
    /** The services that score 1 or more, with their scores. */
    services: z.array(z.strictObject({ service, score: z.number() })),
    observations,
  }),
  z.strictObject({
    type: z.literal("diagnosis"),
    incident,
    step,
    suspect: service,
    confidence: z.number(),
    ranking: z.array(z.strictObject({ service, score: z.number() })),
    rationale: text,
  }),
  z.strictObject({
    type: z.literal("proposal"),
    proposal,
    incident,
    step,
    action: ACTION_SCHEMA,
    reason: text,
    /** Single observations that speak for it, in words. */
    evidence: z.array(text),
    observations,
  }),
  z.strictObject({
    type: z.literal("refused"),
    /** Absent where what was proposed is no action at all. */
    proposal: proposal.exactOptional(),
    incident,
    step,
    /** The proposal as text, as `restart(api)`. */
    proposed: text,
    /** Who refused: the `guardrails`, the `routing`, the `budget`, the `mode`… */
    by: name,
    reason: text,
  }),
  z.strictObject({ type: z.literal("approval-asked"), proposal, incident, untilSeconds: z.number() }),
  z.strictObject({ type: z.literal("approval-approved"), proposal, incident, by: text, through: text }),
  z.strictObject({ type: z.literal("approval-rejected"), proposal, incident, by: text, through: text }),
  z.strictObject({ type: z.literal("approval-timed-out"), proposal, incident }),
  z.strictObject({
    type: z.literal("order"),
    proposal,
    incident,
    idempotencyKey,
    action: ACTION_SCHEMA,
    /** Which entry of the configuration's `actions` carries it out, as `actions[1] haproxy`. */
    actuator: name,
    dryRun: z.boolean(),
    /** Mode when the order was given: in `approve` an approval must stand before it. */
    mode,
    reason: text,
    /** The order that this one takes back. */
    undoes: idempotencyKey.exactOptional(),
  }),
  z.strictObject({
    type: z.literal("receipt"),
    idempotencyKey,
    incident,
    outcome: z.enum(["done", "planned", "failed", "unknown"]),
    detail: text,
    undo: ACTION_SCHEMA.exactOptional(),
  }),
  z.strictObject({
    type: z.literal("verified"),
    incident,
    step,
    idempotencyKey,
    /** Whether the SLO held over the settling window. */
    healthy: z.boolean(),
    detail: text,
    observations,
  }),
  z.strictObject({
    type: z.literal("rolled-back"),
    incident,
    step,
    /** The order that was taken back. */
    idempotencyKey,
    detail: text,
  }),
  z.strictObject({ type: z.literal("escalated"), incident, step, reason: text, observations }),
  z.strictObject({ type: z.literal("ended"), incident, step, reason: text, observations }),
] as const;

/** What a record of the audit log can be. */
export const RECORD_SCHEMA = z.discriminatedUnion("type", RECORDS);

/** A record of the audit log: what happened, by `type`. */
export type AuditRecord = z.output<typeof RECORD_SCHEMA>;

/** The records of one type. */
export type RecordOf<T extends AuditRecord["type"]> = Extract<AuditRecord, { type: T }>;
