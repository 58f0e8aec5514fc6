import { type AuditLog, openAuditLog } from "../audit_log.ts";
import type { AuditRecord } from "../record_types.ts";

/** Records of an incident from alarm to verdict, approved by a person. */
export const SAMPLE: readonly AuditRecord[] = [
  { type: "alarm", incident: "i-1", step: 70, services: [{ service: "db", score: 1.4 }] },
  {
    type: "proposal",
    proposal: "p-1",
    incident: "i-1",
    step: 71,
    action: { kind: "restart", service: "db" },
    reason: "db is slow",
    evidence: ["db: p95 of 900 ms"],
  },
  { type: "approval-asked", proposal: "p-1", incident: "i-1", untilSeconds: 1300 },
  { type: "approval-approved", proposal: "p-1", incident: "i-1", by: "ada", through: "page" },
  {
    type: "order",
    proposal: "p-1",
    incident: "i-1",
    idempotencyKey: "k-1",
    action: { kind: "restart", service: "db" },
    actuator: "actions[0] command",
    dryRun: false,
    mode: "approve",
    reason: "db is slow",
  },
  {
    type: "receipt",
    idempotencyKey: "k-1",
    incident: "i-1",
    outcome: "done",
    detail: "ctl restart db: exit code 0",
  },
  { type: "verified", incident: "i-1", step: 90, idempotencyKey: "k-1", healthy: true, detail: "12 steps" },
];

/** Writes a log of the sample's records, one second apart. @returns the closed log */
export function writeSample(path: string, records: readonly AuditRecord[] = SAMPLE): AuditLog {
  let now = 1000;
  const log = openAuditLog(path, { clock: { now: () => now++ }, flush: false });
  for (const record of records) log.append(record);
  log.close();
  return log;
}
