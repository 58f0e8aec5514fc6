/**
 * The audit log: what was seen, proposed, approved, ordered, done and verified, as JSON Lines in a chain of hashes; its verification, and the
 * incidents in it to be played again.
 * @module
 */
export * from "./audit_log.ts";
export { type AuditEntry, type AuditHead, EMPTY_HEAD, GENESIS } from "./chain.ts";
export * from "./evidence.ts";
export * from "./incidents.ts";
export * from "./open_orders.ts";
export * from "./incidents.ts";
export * from "./open_orders.ts";
export * from "./records.ts";
export * from "./redact.ts";
export * from "./replay.ts";
export * from "./redact.ts";
export * from "./replay.ts";
export * from "./verify_audit.ts";
