import { z } from "zod";
import type { Action } from "../../model/mod.ts";
import { timingsSchema } from "../config/timings.ts";
import { MODES } from "../contract.ts";
import { packedWindowSchema } from "./evidence.ts";
import type { AuditRecord } from "./record_types.ts";

/** Maximum length of a text in a record, in characters: what a server or an agent says may be of any length. */
const MAX_TEXT = 2000;

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
const proposal = name;
const idempotencyKey = name;
const observations = z.exactOptional(packedWindowSchema);
const scores = z.array(z.strictObject({ service, score: z.number() }));

/** The fields of the records of each type, as `AuditRecord` describes them. */
const FIELDS = {
  "started": {
    name,
    mode,
    agent: name,
    topology: z.json(),
    slo: z.looseObject({ latencyP95Ms: z.number(), errorRate: z.number() }),
    stepSeconds: z.number().gt(0),
    warmupSteps: z.int().min(1),
    timings: timingsSchema.exactOptional(),
    seed: z.int(),
  },
  "stopped": { reason: text },
  "recovered": { reason: text },
  "mode-changed": { from: mode, to: mode, by: text, reason: text },
  "alarm": { incident, step, services: scores, observations },
  "diagnosis": { incident, step, suspect: service, confidence: z.number(), ranking: scores, rationale: text },
  "proposal": {
    proposal,
    incident,
    step,
    action: ACTION_SCHEMA,
    reason: text,
    evidence: z.array(text),
    observations,
  },
  "refused": { proposal: proposal.exactOptional(), incident, step, proposed: text, by: name, reason: text },
  "approval-asked": { proposal, incident, untilSeconds: z.number() },
  "approval-approved": { proposal, incident, by: text, through: text },
  "approval-rejected": { proposal, incident, by: text, through: text },
  "approval-timed-out": { proposal, incident },
  "order": {
    proposal,
    incident,
    idempotencyKey,
    action: ACTION_SCHEMA,
    actuator: name,
    dryRun: z.boolean(),
    mode,
    reason: text,
    undoes: idempotencyKey.exactOptional(),
  },
  "receipt": {
    idempotencyKey,
    incident,
    outcome: z.enum(["done", "planned", "failed", "unknown"]),
    detail: text,
    undo: z.exactOptional(ACTION_SCHEMA),
  },
  "verified": { incident, step, idempotencyKey, healthy: z.boolean(), detail: text, observations },
  "rolled-back": { incident, step, idempotencyKey, detail: text },
  "escalated": { incident, step, reason: text, observations },
  "ended": { incident, step, reason: text, observations },
} as const satisfies Record<AuditRecord["type"], z.ZodRawShape>;

type Schema = z.ZodObject<{ readonly type: z.ZodLiteral<string> }, z.core.$strict>;

const SCHEMAS = Object.entries(FIELDS).map(([type, fields]) =>
  z.strictObject({ type: z.literal(type), ...fields }) as unknown as Schema
);

/** What a record of the audit log can be. */
export const RECORD_SCHEMA: z.ZodType<AuditRecord> = z.discriminatedUnion(
  "type",
  SCHEMAS as [Schema, ...Schema[]],
) as unknown as z.ZodType<AuditRecord>;
