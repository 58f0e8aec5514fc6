/**
 * What an agent sees: rolling windows over observations, wherever they come from.
 * Knows nothing of the simulator.
 * @module
 */
export * from "./signal_window.ts";
export * from "./signals.ts";
export * from "./traces.ts";
export * from "./window.ts";
