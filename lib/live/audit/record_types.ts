import type { Slo } from "../../model/mod.ts";
import type { TimingsConfig } from "../config/timings.ts";
import type { Mode, Order, Receipt } from "../contract.ts";

/** An action other than `noop`. */
export type AuditedAction = Order["action"];

/** A window of observations in a record. */
export interface PackedWindow {
  /** Number of each step. */
  readonly steps: number[];
  /** Time of each step, as the observations have it. */
  readonly timesSeconds: number[];
  /** Number of services: rows of each observation. */
  readonly services: number;
  /** Values as base64 of raw deflate of 64-bit floats, little endian, step by step. */
  readonly values: string;
  /** Logs and spans of each step as base64 of raw deflate of JSON; absent where no step has any. */
  readonly telemetry?: string;
  /** Whether there were logs and spans, too large to be kept. */
  readonly telemetryLeftOut?: boolean;
}

/** A record that carries what was observed since the one before it. */
export interface WithObservations {
  /** What was observed; absent where nothing new was. */
  readonly observations?: PackedWindow;
}

/** What a record of an incident begins with. */
export interface OfIncident {
  /** The incident's name. */
  readonly incident: string;
}

/** The loop began. */
export interface StartedRecord {
  /** Which record it is. */
  readonly type: "started";
  /** The configuration's name. */
  readonly name: string;
  /** How much the loop may do. */
  readonly mode: Mode;
  /** The agent, as the catalogue or the file of its parts calls it. */
  readonly agent: string;
  /** The service graph as JSON, for a replay. */
  readonly topology: unknown;
  /** What users were promised. */
  readonly slo: Slo;
  /** Seconds from one observation to the next. */
  readonly stepSeconds: number;
  /** Healthy steps that the agent learns from. */
  readonly warmupSteps: number;
  /** How long remedies take, as configured, in seconds. */
  readonly timings?: TimingsConfig;
  /** Of the agent's own random choices. */
  readonly seed: number;
}

/** The loop ended, or found what a crash had left. */
export interface StoppedRecord {
  /** Which record it is. */
  readonly type: "stopped" | "recovered";
  /** Why, or what was found. */
  readonly reason: string;
}

/** The loop may do more or less from now on. */
export interface ModeChangedRecord {
  /** Which record it is. */
  readonly type: "mode-changed";
  /** Before. */
  readonly from: Mode;
  /** From now on. */
  readonly to: Mode;
  /** Who wanted it. */
  readonly by: string;
  /** Why. */
  readonly reason: string;
}

/** The detector raised an alarm. */
export interface AlarmRecord extends OfIncident, WithObservations {
  /** Which record it is. */
  readonly type: "alarm";
  /** In which step. */
  readonly step: number;
  /** The services that score 1 or more, with their scores. */
  readonly services: readonly { readonly service: string; readonly score: number }[];
}

/** The diagnoser named a cause. */
export interface DiagnosisRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "diagnosis";
  /** In which step. */
  readonly step: number;
  /** The service that is held to be at fault. */
  readonly suspect: string;
  /** Probability that this is right, 0 to 1. */
  readonly confidence: number;
  /** Services with their scores, most suspect first. */
  readonly ranking: readonly { readonly service: string; readonly score: number }[];
  /** The evidence in words. */
  readonly rationale: string;
}

/** The agent proposed an action. */
export interface ProposalRecord extends OfIncident, WithObservations {
  /** Which record it is. */
  readonly type: "proposal";
  /** Its name: approval, order and receipt refer to it. */
  readonly proposal: string;
  /** In which step. */
  readonly step: number;
  /** What is to be done. */
  readonly action: AuditedAction;
  /** Why, in words. */
  readonly reason: string;
  /** Single observations that speak for it, in words. */
  readonly evidence: readonly string[];
}

/** A proposal was refused. */
export interface RefusedRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "refused";
  /** The proposal's name; absent where what was proposed is no action at all. */
  readonly proposal?: string;
  /** In which step. */
  readonly step: number;
  /** The proposal as text, as `restart(api)`. */
  readonly proposed: string;
  /** Who refused: the `guardrails`, the `routing`, the `budget`, the `mode`… */
  readonly by: string;
  /** Why. */
  readonly reason: string;
}

/** A person was asked. */
export interface ApprovalAskedRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "approval-asked";
  /** The proposal's name. */
  readonly proposal: string;
  /** Unix seconds from which no answer is a no. */
  readonly untilSeconds: number;
}

/** A person said yes or no. */
export interface ApprovalAnsweredRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "approval-approved" | "approval-rejected";
  /** The proposal's name. */
  readonly proposal: string;
  /** Who. */
  readonly by: string;
  /** By which way: the page, a link, the command line. */
  readonly through: string;
}

/** Nobody answered in time, which is a no. */
export interface ApprovalTimedOutRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "approval-timed-out";
  /** The proposal's name. */
  readonly proposal: string;
}

/** An order is about to be carried out: the record is on the disk before that. */
export interface OrderRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "order";
  /** The proposal's name. */
  readonly proposal: string;
  /** The order's key. */
  readonly idempotencyKey: string;
  /** What is to be done. */
  readonly action: AuditedAction;
  /** Which entry of the configuration's `actions` carries it out, as `actions[1] haproxy`. */
  readonly actuator: string;
  /** Whether nothing is to be done. */
  readonly dryRun: boolean;
  /** Mode when the order was given: in `approve` an approval must stand before it. */
  readonly mode: Mode;
  /** Why. */
  readonly reason: string;
  /** Key of the order that this one takes back. */
  readonly undoes?: string;
}

/** What came of an order. */
export interface ReceiptRecord extends OfIncident, Receipt {
  /** Which record it is. */
  readonly type: "receipt";
  /** The order's key. */
  readonly idempotencyKey: string;
}

/** The settling window of an order is over. */
export interface VerifiedRecord extends OfIncident, WithObservations {
  /** Which record it is. */
  readonly type: "verified";
  /** In which step. */
  readonly step: number;
  /** The order's key. */
  readonly idempotencyKey: string;
  /** Whether the SLO held over the window. */
  readonly healthy: boolean;
  /** What was seen, in words. */
  readonly detail: string;
}

/** An order was taken back. */
export interface RolledBackRecord extends OfIncident {
  /** Which record it is. */
  readonly type: "rolled-back";
  /** In which step. */
  readonly step: number;
  /** Key of the order that was taken back. */
  readonly idempotencyKey: string;
  /** How, in words. */
  readonly detail: string;
}

/** People were called, or the incident is over. */
export interface EndRecord extends OfIncident, WithObservations {
  /** Which record it is. */
  readonly type: "escalated" | "ended";
  /** In which step. */
  readonly step: number;
  /** Why. */
  readonly reason: string;
}

/** A record of the audit log: what happened, by `type`. */
export type AuditRecord =
  | StartedRecord
  | StoppedRecord
  | ModeChangedRecord
  | AlarmRecord
  | DiagnosisRecord
  | ProposalRecord
  | RefusedRecord
  | ApprovalAskedRecord
  | ApprovalAnsweredRecord
  | ApprovalTimedOutRecord
  | OrderRecord
  | ReceiptRecord
  | VerifiedRecord
  | RolledBackRecord
  | EndRecord;
