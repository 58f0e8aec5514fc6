import { z } from "zod";
import type { ExecutorState } from "../../../act/mod.ts";
import type { AuditHead } from "../../audit/mod.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { type JsonValue, UsageError } from "../../../model/mod.ts";
import type { Order, Receipt } from "../../contract.ts";
import { readIfThere, writeWhole } from "./write_whole.ts";

/** An incident that is not over. */
export interface OpenIncident {
  /** Its name: the system's and the time at which it was opened. */
  readonly id: string;
  /** Unix seconds. */
  readonly openedAtSeconds: number;
  /** What opened it, as text. */
  readonly openedBy: string;
  /** Attempts at mending it so far. */
  readonly attempts: number;
  /** When the last attempt began, in Unix seconds; null before the first. */
  readonly attemptAtSeconds: number | null;
  /** Why people were called; null: they were not. */
  readonly escalated: string | null;
  /** Actions that people have said no to, as text. */
  readonly rejected: readonly string[];
  /** Since when neither alarm nor breach was seen, in Unix seconds; null: one was seen in the last step. */
  readonly quietSinceSeconds: number | null;
}

/** An order that was given: its result is not known yet, or its effect is not. */
export interface OpenOrder {
  /** The order, as the actuator has it. */
  readonly order: Order;
  /** Unix seconds. */
  readonly orderedAtSeconds: number;
  /** The entry of `actions` that carries it out. */
  readonly actuator: string;
  /** The key of the order that it takes back; null: none. */
  readonly undoes: string | null;
  /** The actuator's answer; null while it is awaited, and after a restart in between until it was looked up. */
  readonly receipt: Receipt | null;
}

/** An action that waits for a person. */
export interface Approval {
  /** Its name in links and records. */
  readonly id: string;
  /** What is asked for. */
  readonly action: Order["action"];
  /** The incident that it is for. */
  readonly incident: string;
  /** Why the agent wants it. */
  readonly reason: string;
  /** What would be done, as its actuator says it. */
  readonly plan: string;
  /** Unix seconds. */
  readonly askedAtSeconds: number;
  /** Unix seconds from which no answer is a no. */
  readonly untilSeconds: number;
  /** Who has approved it; null: nobody yet. */
  readonly approvedBy: string | null;
}

/** All that a loop must not forget when its process ends. */
export interface LoopState {
  /** Version of this layout. */
  readonly version: 1;
  /** Number of the step in which it was written. */
  readonly step: number;
  /** What the guardrails count; null before the first step. */
  readonly executor: ExecutorState | null;
  /** The incident; null: none. */
  readonly incident: OpenIncident | null;
  /** Orders whose effect is not verified, in the order in which they were given. */
  readonly orders: readonly OpenOrder[];
  /** Actions that wait for a person or, once approved, for their turn. */
  readonly approvals: readonly Approval[];
  /** The last limit or breaker that was ordered, and when it is lifted unless it is given again; null: none is in force. */
  readonly temporary: {
    /** Key of its order. */
    readonly idempotencyKey: string;
    /** Unix seconds. */
    readonly untilSeconds: number;
  } | null;
  /** Times of the actions of the last hour, in Unix seconds. */
  readonly actedAtSeconds: readonly number[];
  /** What the agent has learnt. */
  readonly agent: JsonValue;
  /** Where the audit log ended: entries that are cut off later are missed. */
  readonly audit: AuditHead | null;
}

const seconds = z.number();
const action = z.looseObject({ kind: z.string() });
const order = z.strictObject({
  action,
  incident: z.string(),
  idempotencyKey: z.string(),
  dryRun: z.boolean(),
  reason: z.string(),
});
const receipt = z.strictObject({
  outcome: z.enum(["done", "planned", "failed", "unknown"]),
  detail: z.string(),
  undo: action.exactOptional(),
});
const STATE = z.strictObject({
  version: z.literal(1),
  step: z.int(),
  executor: z.looseObject({}).nullable(),
  incident: z.strictObject({
    id: z.string(),
    openedAtSeconds: seconds,
    openedBy: z.string(),
    attempts: z.int(),
    attemptAtSeconds: seconds.nullable(),
    escalated: z.string().nullable(),
    rejected: z.array(z.string()),
    quietSinceSeconds: seconds.nullable(),
  }).nullable(),
  orders: z.array(z.strictObject({
    order,
    orderedAtSeconds: seconds,
    actuator: z.string(),
    undoes: z.string().nullable(),
    receipt: receipt.nullable(),
  })),
  approvals: z.array(z.strictObject({
    id: z.string(),
    action,
    incident: z.string(),
    reason: z.string(),
    plan: z.string(),
    askedAtSeconds: seconds,
    untilSeconds: seconds,
    approvedBy: z.string().nullable(),
  })),
  temporary: z.strictObject({ idempotencyKey: z.string(), untilSeconds: seconds }).nullable().default(null),
  actedAtSeconds: z.array(seconds),
  agent: z.json(),
  audit: z.strictObject({ count: z.int(), hash: z.string() }).nullable(),
});

/** The state in its file. */
export interface StateFile {
  /** The state that the file holds; undefined where there is no file. @throws {UsageError} for a file that holds no state */
  read(): LoopState | undefined;
  /** Writes it as a whole, unless it is what the file holds already apart from the number of the step. */
  write(state: LoopState): void;
}

/** The state file at a path. */
export function stateFile(path: string): StateFile {
  let written = "";
  return {
    read: () => {
      const text = readIfThere(path);
      return text === undefined ? undefined : parseState(text, path);
    },
    write: (state) => {
      const { step: _, ...content } = state;
      const text = JSON.stringify(content);
      if (text === written) return;
      writeWhole(path, `${JSON.stringify(state)}\n`);
      written = text;
    },
  };
}

function parseState(text: string, path: string): LoopState {
  try {
    return checkOptions("the state", STATE, JSON.parse(text)) as unknown as LoopState;
  } catch (error) {
    throw new UsageError(
      `${path} holds no state of this program, and without it cooldowns and open orders are not known: ` +
        `move it away to begin anew (${(error as Error).message})`,
    );
  }
}
