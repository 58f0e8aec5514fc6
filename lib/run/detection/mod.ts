/**
 * Detectors of a stream on series with their answers: each sees the values alone, and its scores are kept beside the windows.
 * @module
 */
export { type AlarmBudget, type AlarmRule, hindsightRule } from "./alarm_rule.ts";
export { ANOMALIES, type AnomalyKind } from "./anomalies.ts";
export { type DetectorMethod, detectorMethod } from "./detector_method.ts";
export { type RegimeOptions, type RegimeSeries, regimeSeries } from "./regimes.ts";
export { type DetectorScores, scoreDetectors, type ScoreDetectorsOptions } from "./score_detectors.ts";
export { streamRule } from "./stream_rule.ts";
export { DAY_ROWS, type Regime, REGIMES } from "./usual_load.ts";
