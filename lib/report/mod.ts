/**
 * Episodes as text: CSV, JSON, timelines, incident reports, summaries and comparison tables.
 * @module
 */
export * from "./csv.ts";
export * from "./incident.ts";
export * from "./json.ts";
export * from "./summary.ts";
export { timelineText } from "./timeline.ts";
