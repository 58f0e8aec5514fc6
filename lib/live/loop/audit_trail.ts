import type { JsonValue } from "../../model/mod.ts";

/** What a record of the audit log is about. */
export const RECORD_KINDS = [
  "started",
  "stopped",
  "warm-up",
  "observation",
  "incident-opened",
  "incident-closed",
  "proposed",
  "refused",
  "suggested",
  "approval-asked",
  "approval-decided",
  "approval-lapsed",
  "ordered",
  "answered",
  "found",
  "verified",
  "rolled-back",
  "escalated",
  "kill-switch",
  "lease",
] as const;

/** One of `RECORD_KINDS`. */
export type RecordKind = typeof RECORD_KINDS[number];

/** The audit log as the loop needs it. */
export interface AuditTrail {
  /** Adds a record; it is on the disk when this resolves. */
  append(kind: RecordKind, body: { readonly [key: string]: JsonValue }): Promise<void>;
  /** Closes the log. */
  close(): Promise<void>;
}

/** A value as JSON holds it: typed arrays as lists, what is no number as null, without what is undefined. */
export function asJson(value: unknown): JsonValue {
  return JSON.parse(
    JSON.stringify(
      value,
      (_, inner) => ArrayBuffer.isView(inner) ? Array.from(inner as Float64Array) : inner,
    ),
  ) ?? null;
}
