/**
 * Detectors of a stream on series with their answers: each sees the values alone, and its scores are kept beside the windows.
 * @module
 */
export { ANOMALIES, type AnomalyKind } from "./anomalies.ts";
export { type DetectorMethod, detectorMethod } from "./detector_method.ts";
export { type RegimeSeries, regimeSeries } from "./regimes.ts";
export { scoreDetectors, type ScoreDetectorsOptions, type ScoredSeries } from "./score_detectors.ts";
export { DAY_ROWS, type Regime, REGIMES } from "./usual_load.ts";
