import { METRIC_COUNT, type MetricTable } from "../model/mod.ts";
import { indicatorsOf } from "../observe/mod.ts";
import type { Episode } from "./records.ts";

/** The metrics of a recorded episode as a table: a row a step (none if it was run without a trace), simulated seconds. */
export function episodeMetrics({ steps, topology }: Episode): MetricTable {
  const indicators = indicatorsOf(topology);
  const width = topology.services.length * METRIC_COUNT;
  return {
    indicators,
    timesSeconds: Float64Array.from(steps, ({ timeSeconds }) => timeSeconds),
    columns: Array.from({ length: width }, (_, i) => Float64Array.from(steps, ({ values }) => values[i]!)),
  };
}
