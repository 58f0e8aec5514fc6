/**
 * Detectors of a stream compared on the same series: measures with intervals, or their alarms where nobody knows what was wrong; as tables, JSON
 * and CSV.
 * @module
 */
export { type Alarm, alarmsOf } from "./alarm_rows.ts";
export { alarmsText } from "./alarms_text.ts";
export { compareDetectors, type CompareDetectorsOptions, type DetectorRun } from "./compare.ts";
export { alarmsToCsv, resultsToCsv } from "./csv.ts";
export { detectorsToJson } from "./json.ts";
export type { Sheet } from "./measure_series.ts";
export * from "./summary.ts";
export { detectorsText } from "./text.ts";
