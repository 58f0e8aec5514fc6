/**
 * Single episodes and batches of them as text: CSV, JSON, OTLP/JSON, timelines, incident reports, summaries and
 * comparison tables. Reports of benchmarks are in `bench/`.
 * @module
 */
export * from "./csv.ts";
export {
  DECISION_COLUMNS,
  type DecisionRow,
  decisionRows,
  decisionsFromCsv,
  decisionsFromJsonLines,
  decisionsFromRows,
  decisionsToCsv,
  decisionsToJsonLines,
} from "./decision_rows.ts";
export { type EpisodeOtlp, episodeToOtlp } from "./episode_otlp.ts";
export * from "./incident.ts";
export * from "./json.ts";
export { type Repair, type RepairCounts, repairCounts, REPAIRS, repairTable } from "./repairs.ts";
export * from "./summary.ts";
export { type Table, table, type TableOptions } from "./tables/table.ts";
export { timelineText } from "./timeline.ts";
