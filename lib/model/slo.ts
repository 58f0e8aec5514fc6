import { showValue } from "./show_value.ts";
import { UsageError } from "./usage_error.ts";
import { ERROR_RATE, LATENCY_P95_MS, METRIC_COUNT } from "./metrics.ts";

/** The service level objective, on the front service. */
export interface Slo {
  /** The 95th percentile of the response time may not exceed this, in ms. */
  readonly latencyP95Ms: number;
  /** The share of failed requests may not exceed this, 0 to 1. */
  readonly errorRate: number;
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
