import type { JsonValue } from "../../model/mod.ts";

/**
 * Says which scores of a stream are alarms, so that health raises about as many as were asked for. Works on the scores of any detector,
 * whatever their scale; keeps a state of bounded size.
 */
export interface Threshold {
  readonly name: string;
  /** A score above it is an alarm; Infinity while there can be none. */
  readonly level: number;
  /** Learns from scores of a time without trouble, the oldest first. Once, before the first `update`, with one score or more. */
  fit(scores: ArrayLike<number>): void;
  /** Judges a score, then learns from it; one that is not finite is no alarm and teaches nothing. @returns whether it is an alarm */
  update(score: number): boolean;
  /** All that is needed to go on elsewhere, fit for JSON. */
  saveState(): JsonValue;
  /** Goes on from a state that a threshold of the same name and rate saved. @throws {UsageError} for anything else */
  loadState(state: JsonValue): void;
}

/** What a threshold is asked for. */
export interface ThresholdContext {
  /** False alarms for each step, above 0 and below 1: 1e-4 is one in 10,000 steps. */
  readonly falseAlarmRate: number;
}
