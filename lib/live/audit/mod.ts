/**
 * The audit log: what was seen, proposed, approved, ordered, done and verified, as JSON Lines in a chain of hashes; its verification, and the
 * incidents in it to be played again.
 * @module
 */
export { type AuditRow, auditTable } from "./audit_table.ts";
export { type AuditLog, type AuditLogOptions, openAuditLog, TORN_ENDING } from "./audit_log.ts";
export { type AuditEntry, type AuditHead, EMPTY_HEAD, GENESIS } from "./chain.ts";
export { createEvidenceBuffer, type EvidenceBuffer, packWindow, unpackWindow } from "./evidence.ts";
export { readIncidents, type RecordedCase } from "./incidents.ts";
export { createOrderBook, type OrderBook } from "./open_orders.ts";
export * from "./record_types.ts";
export { createRedactor } from "./redact.ts";
export { type Replay, type ReplayedStep, replayIncident, replayText } from "./replay.ts";
export { type AuditVerdict, verifyAudit, type VerifyOptions } from "./verify_audit.ts";
