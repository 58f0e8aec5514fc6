import type { Slo } from "../../model/mod.ts";

/** A metric of an observation over time: its column, label, conversion factor and axis. */
export interface TimelineMetric {
  /** Column of an observation, or the error budget, which is one line for the whole system. */
  readonly column: number | "budget";
  readonly label: string;
  readonly factor: number;
  readonly type: "log" | "linear";
}

const METRICS: readonly TimelineMetric[] = [
  { column: 0, label: "p95 latency (ms)", factor: 1, type: "log" },
  { column: 1, label: "errors (%)", factor: 100, type: "linear" },
  { column: 2, label: "CPU (%)", factor: 100, type: "linear" },
  { column: 3, label: "memory (%)", factor: 100, type: "linear" },
  { column: 4, label: "requests/s", factor: 1, type: "linear" },
];

/** Of an SLO with an objective. */
const BUDGET: TimelineMetric = {
  column: "budget",
  label: "error budget left (%)",
  factor: 100,
  type: "linear",
};

/** The metrics that a timeline has a panel for. */
export function timelineMetrics({ objective }: Slo): readonly TimelineMetric[] {
  return objective === undefined ? METRICS : [...METRICS, BUDGET];
}
