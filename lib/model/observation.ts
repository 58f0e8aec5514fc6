import { METRIC_COUNT } from "./metrics.ts";
import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";
import type { LogRecord, Span } from "./telemetry.ts";

/** What can be seen of the system after a step. */
export interface Observation {
  /** Steps since the start of the episode. */
  readonly step: number;
  /** Simulated (or recorded) seconds since the start of the episode. */
  readonly timeSeconds: number;
  /** Flat matrix, services x metrics, row by row in the order of `topology.services` and `METRICS`. */
  readonly values: Float64Array;
  /** Log records of the step, where they are collected. */
  readonly logs?: readonly LogRecord[];
  /** Spans of the requests that were sampled in the step, where they are traced. */
  readonly spans?: readonly Span[];
}

/** The value of one metric (a column constant of `metrics.ts`) of one service (its row). */
export function metricOf(observation: Observation, service: number, metric: number): number {
  if (!(observation?.values instanceof Float64Array)) {
    throw new UsageError(`metricOf reads an observation, found ${showValue(observation)}`);
  }
  return observation.values[service * METRIC_COUNT + metric] ?? NaN;
}
