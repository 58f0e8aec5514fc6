import {
  type Indicator,
  METRIC_COUNT,
  type MetricRole,
  METRICS,
  type MetricTable,
  STEP_SECONDS,
  type Topology,
} from "../model/mod.ts";
import type { Window } from "./window.ts";

/** What each of the five metrics of an observation measures, in the order of `METRICS`. */
const ROLES: readonly MetricRole[] = ["latency", "errors", "cpu", "memory", "requests"];

/** The indicators of a topology in the order of an observation's values: services x `METRICS`. */
export function indicatorsOf({ services }: Topology): readonly Indicator[] {
  return services.flatMap(({ name }) =>
    METRICS.map((metric, i) => ({ service: name, metric, role: ROLES[i]! }))
  );
}

/**
 * A window of observations as columns of a table, the oldest first.
 *
 * @param endSeconds time of the latest observation
 */
export function tableOf(
  window: Window,
  { indicators, endSeconds = 0 }: { indicators: readonly Indicator[]; endSeconds?: number },
): MetricTable {
  const { length } = window;
  return {
    indicators,
    timesSeconds: Float64Array.from({ length }, (_, i) => endSeconds - (length - 1 - i) * STEP_SECONDS),
    columns: indicators.map((_, i) => window.series(Math.floor(i / METRIC_COUNT), i % METRIC_COUNT)),
  };
}
