import type { JsonValue } from "../model/mod.ts";

/** One observation of a stream. */
export interface StreamPoint {
  /** Seconds since any fixed moment; since 1970 in UTC where the time of the day means something. */
  readonly timeSeconds: number;
  /** As many values as the stream has dimensions, in the same order each time. NaN: nothing was measured. */
  readonly values: Float64Array;
}

/**
 * Watches one stream of numbers, observation by observation, and says how odd each is by what came before it. Keeps a state of bounded
 * size; the same stream and seed give the same scores.
 */
export interface StreamDetector {
  readonly name: string;
  /** Learns what is normal. Once, before the first `update`, with one point or more, the oldest first. */
  fit(warmup: readonly StreamPoint[]): void;
  /**
   * Scores a point, then learns from it. Keeps no reference to it.
   *
   * @returns how odd it is: finite, 0 or more, more is odder; the scale is the detector's own
   */
  update(point: StreamPoint): number;
  /** All that is needed to go on elsewhere, fit for JSON. */
  saveState(): JsonValue;
  /** Goes on from a state that a detector of the same name and dimensions saved. @throws {UsageError} for anything else */
  loadState(state: JsonValue): void;
}

/** What a stream detector is told of its stream. */
export interface StreamContext {
  /** Numbers in an observation, 1 or more. */
  readonly dimensions: number;
  /** For detectors that draw random numbers. */
  readonly seed: number;
}
