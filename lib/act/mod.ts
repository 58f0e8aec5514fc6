/**
 * Acts safely: the executor, which is the only way to the system, enforces the guardrails and keeps the audit log.
 * @module
 */
export * from "./executor.ts";
export { DEFAULT_GUARDRAILS, type Guardrails } from "./guardrails.ts";
