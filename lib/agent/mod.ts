/**
 * The loop that composes the stages, and the catalogue of named agents.
 * @module
 */
export type { AgentEntry } from "./agent_entry.ts";
export { type AgentOptions, agents, createAgent } from "./catalogue.ts";
export type { AgentParts, Part } from "./composed.ts";
export { exploring, type ExploringOptions } from "./exploring.ts";
export { learntPolicy } from "./learnt_target.ts";
