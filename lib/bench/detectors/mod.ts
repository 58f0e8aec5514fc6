/**
 * Detectors of a stream on series with their answers: each sees the values alone, and its scores are kept beside the windows.
 * @module
 */
export {
  type AlarmBudget,
  type AlarmRule,
  alarmRule,
  hindsightRule,
  type RaisedAlarms,
} from "./alarm_rule.ts";
export { ANOMALIES, type AnomalyKind } from "./regimes/anomalies.ts";
export { type DetectorMethod, detectorMethod } from "./detector_method.ts";
export { type RegimeOptions, type RegimeSeries, regimeSeries } from "./regimes/regimes.ts";
export { type Season, SEASONS, seasonSeries } from "./seasons/season_series.ts";
export {
  type DetectorScores,
  type Hindsight,
  scoreDetectors,
  type ScoreDetectorsOptions,
} from "./score_detectors.ts";
export { streamRule } from "./stream_rule.ts";
export { DAY_ROWS, type Regime, REGIMES } from "./regimes/normal_level.ts";
export { type Alarm, alarmsOf } from "./alarms.ts";
export { alarmsText } from "./alarms_text.ts";
export { compareDetectors, type CompareDetectorsOptions, type DetectorRun } from "./compare.ts";
export { alarmsToCsv, resultsToCsv } from "./csv.ts";
export { detectorsToJson } from "./json.ts";
export type { SeriesScores } from "./measure_series.ts";
export * from "./summary.ts";
export { detectorsText } from "./text.ts";
export { type AlarmsOptions, plotAlarms } from "./pictures/alarms.ts";
export { plotDetectors } from "./pictures/comparison.ts";
