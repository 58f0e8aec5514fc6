/**
 * What an agent sees: rolling windows over observations, wherever they come from.
 * Knows nothing of the simulator.
 * @module
 */
export * from "./indicators.ts";
export * from "./traces.ts";
export * from "./window.ts";
export * from "./recorded/mod.ts";
export * from "./series/mod.ts";
export { type SourceEntry, sources } from "./sources.ts";
