/**
 * Is something wrong? The catalogue of detectors, one a file in `methods/`, and of the thresholds that turn scores into alarms. Knows
 * observations and the topology, nothing of the simulator.
 * @module
 */
export * from "./alarms/mod.ts";
export {
  createDetector,
  createStreamDetector,
  DETECTORS,
  detectors,
  requireDetector,
  STREAM_DETECTORS,
} from "./catalogue.ts";
export { detector, type DetectorEntry } from "./detector_entry.ts";
export { scoreSeries, seriesPoints } from "./score_series.ts";
export { fromScores, type ServiceDetector, type ServiceDetectorContext } from "./service_detector.ts";
export type { StreamContext, StreamDetector, StreamPoint } from "./stream_detector.ts";
