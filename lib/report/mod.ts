/**
 * Episodes as text: CSV, JSON, timelines, incident reports, summaries, comparison tables; signals as OTLP/JSON and back.
 * @module
 */
export * from "./csv.ts";
export { type EpisodeOtlp, episodeToOtlp } from "./episode_otlp.ts";
export * from "./incident.ts";
export * from "./json.ts";
export { type Repair, type RepairCounts, repairCounts, REPAIRS, repairTable } from "./repairs.ts";
export * from "./summary.ts";
export { timelineText } from "./timeline.ts";
