import type { JsonValue } from "../model/mod.ts";

/** One observation of a stream. */
export interface StreamPoint {
  /** Seconds since any fixed moment; since 1970 in UTC where the time of the day matters. */
  readonly timeSeconds: number;
  /** One value per dimension, always in the same order. NaN: nothing was measured. */
  readonly values: Float64Array;
}

/**
 * Watches one stream of numbers and scores each observation by what came before it. Its state is bounded in size; the same stream and seed
 * give the same scores.
 */
export interface StreamDetector {
  /** The name in the catalogue, with the parameters that differ from their defaults. */
  readonly name: string;
  /** Learns what is normal. Called once, before the first `update`, with one point or more, oldest first. */
  fit(warmup: readonly StreamPoint[]): void;
  /**
   * Scores a point, then learns from it. Keeps no reference to it.
   *
   * @returns how anomalous it is: finite, 0 or more, higher is more anomalous; the scale is the detector's own
   */
  update(point: StreamPoint): number;
  /** The whole state, fit for JSON. */
  saveState(): JsonValue;
  /** Continues from the state of a detector of the same name, parameters and dimensions. @throws {UsageError} for any other state */
  loadState(state: JsonValue): void;
}

/** What a stream detector is told about its stream. */
export interface StreamContext {
  /** Numbers per observation, 1 or more. */
  readonly dimensions: number;
  /** Seed of detectors that draw random numbers. */
  readonly seed: number;
}
