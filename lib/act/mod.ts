/**
 * Doing it safely: guardrails at the executor, which is the only way to the system, and the audit log.
 * @module
 */
export * from "./executor.ts";
export * from "./guardrails.ts";
