/**
 * Is something wrong? The catalogues of detectors, one file each in `methods/`, and of thresholds, which turn scores into alarms, in
 * `alarms/`. Knows observations and the topology, nothing of the simulator.
 * @module
 */
export { createThreshold, THRESHOLDS, thresholds } from "./alarms/catalogue.ts";
export {
  excessAt,
  fitGeneralisedPareto,
  type FitOptions,
  type GeneralisedPareto,
  type ShapePrior,
} from "./alarms/generalised_pareto.ts";
export {
  createStreamAlarm,
  type Judged,
  scoresToLearnFrom,
  type StreamAlarm,
  type StreamAlarmOptions,
} from "./alarms/stream_alarm.ts";
export type { Threshold, ThresholdContext, ThresholdEntry } from "./alarms/threshold.ts";
export {
  createDetector,
  createStreamDetector,
  detectorFrom,
  DETECTORS,
  detectors,
  requireDetector,
  requireStreamDetector,
  STREAM_DETECTORS,
} from "./catalogue.ts";
export {
  detector,
  type DetectorEntry,
  fromScores,
  type ServiceDetector,
  type ServiceDetectorContext,
  type ServiceMethod,
  type StreamContext,
  type StreamDetector,
  type StreamMethod,
  type StreamPoint,
} from "./detector.ts";
export { countersAsRates } from "./counters.ts";
export {
  HINDSIGHT_WINDOW_ROWS,
  type HindsightOptions,
  MAX_HINDSIGHT_WINDOW_ROWS,
  scoreInHindsight,
} from "./hindsight.ts";
export { withoutSeasons } from "./without_seasons.ts";
export { scoreSeries, type ScoreSeriesOptions, seriesPoints } from "./score_series.ts";
