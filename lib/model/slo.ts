import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";
import { ERROR_RATE, LATENCY_P95_MS, METRIC_COUNT } from "./metrics.ts";

/** A pair of windows over which an error budget is watched, and the burn rate above which both of them mean a breach. */
export interface BurnRateWindow {
  /** Length of the long window, which says that it matters (minutes, before `timeScale`). */
  readonly longMinutes: number;
  /** Length of the short window, which says that it still goes on (minutes, before `timeScale`). */
  readonly shortMinutes: number;
  /** Burn rate: share of bad requests over the share that the objective allows. */
  readonly burnRate: number;
}

/**
 * The service level objective, on the front service. Without an `objective` a step is in breach when it exceeds a limit; with one when its
 * error budget burns too fast, and a request is bad if it fails or takes longer than `latencyP95Ms`.
 */
export interface Slo {
  /** The 95th percentile of the response time may not exceed this, in ms. */
  readonly latencyP95Ms: number;
  /** The share of failed requests may not exceed this, 0 to 1. */
  readonly errorRate: number;
  /** Share of the requests that have to be good, between 0 and 1; what is left is the error budget. Absent: the limits alone count. */
  readonly objective?: number;
  /** Days that the error budget is for, before `timeScale`. */
  readonly periodDays?: number;
  /** Windows of the alerts, any of which is a breach. */
  readonly windows?: readonly BurnRateWindow[];
  /** Factor on period and windows, since an episode takes minutes. */
  readonly timeScale?: number;
}

/** Whether the row of the front service (its index) in an observation's values breaches the objective. What is no number is no health: a breach. */
export function breachesSlo(values: Float64Array, front: number, slo: Slo): boolean {
  if (!(values instanceof Float64Array) || !(front >= 0) || typeof slo?.latencyP95Ms !== "number") {
    throw new UsageError(
      `breachesSlo takes values, the row of the front and an SLO, found ${showValue(values)}, ${
        showValue(front)
      } and ${showValue(slo)}`,
    );
  }
  const row = front * METRIC_COUNT;
  return !(values[row + LATENCY_P95_MS]! <= slo.latencyP95Ms && values[row + ERROR_RATE]! <= slo.errorRate);
}
