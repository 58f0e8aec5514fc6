/**
 * What an agent observes: a window over the latest observations with its readings, and the traces in it. Recorded data
 * sets are in `recorded/` and `series/`, the formats of their files in folders of their own over `reading/`. Knows
 * nothing of the simulator.
 * @module
 */
export * from "./indicators.ts";
export * from "./own/mod.ts";
export { draftTopology, type TopologyDraft } from "./topology_draft.ts";
export * from "./traces.ts";
export * from "./window.ts";
export * from "./recorded/mod.ts";
export * from "./series/mod.ts";
export { type SourceEntry, sources } from "./sources.ts";
