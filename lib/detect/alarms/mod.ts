/**
 * Thresholds: which scores of a detector are alarms, at a rate of false alarms that is asked for.
 * @module
 */
export { createThreshold, THRESHOLDS, thresholds } from "./catalogue.ts";
export { excessAt, fitGeneralisedPareto, type GeneralisedPareto } from "./generalised_pareto.ts";
export {
  createStreamAlarm,
  type Judged,
  scoresToLearnFrom,
  type StreamAlarm,
  type StreamAlarmOptions,
} from "./stream_alarm.ts";
export type { Threshold, ThresholdContext } from "./threshold.ts";
export type { ThresholdEntry } from "./threshold_entry.ts";
