import type { LogRecord, Span } from "./telemetry.ts";
import type { Topology } from "./topology.ts";

/** What a metric measures, whatever its data set calls it. */
export type MetricRole =
  | "latency"
  | "errors"
  | "availability"
  | "cpu"
  | "memory"
  | "requests"
  | "network"
  | "disk"
  | "other";

/** One metric of one service. */
export interface Indicator {
  /** The service that it was measured at. */
  readonly service: string;
  /** The metric's name in its data set. */
  readonly metric: string;
  /** What it measures. */
  readonly role: MetricRole;
}

/** Metrics over a window of time, column by column. */
export interface MetricTable {
  /**
   * Stated by whoever made the table of observations: its columns are those of an observation, so every service of the topology has every
   * metric of `METRICS`, service by service. Absent: any indicators in any order.
   */
  readonly layout?: "services-by-metrics";
  /** What each column holds. */
  readonly indicators: readonly Indicator[];
  /** One time per row, ascending: Unix or simulated seconds. */
  readonly timesSeconds: Float64Array;
  /** Per indicator its values over time, as long as `timesSeconds`; NaN where there is none. */
  readonly columns: readonly Float64Array[];
}

/** All that was recorded of a system over a window of time. Logs and spans are absent where nobody recorded any. */
export interface Signals {
  /** Metrics over the window. */
  readonly metrics: MetricTable;
  /** Log records of the window, by time. */
  readonly logs?: readonly LogRecord[];
  /** Spans that began in the window, by start. */
  readonly spans?: readonly Span[];
}

/** One edge of a service graph: the caller depends on the callee. */
export interface Dependency {
  /** The service that calls. */
  readonly caller: string;
  /** The service that is called. */
  readonly callee: string;
}

/** Where users felt an incident. */
export interface Symptom {
  /** The service that users called. */
  readonly service: string;
  /** What they felt, as slowness or errors. */
  readonly role?: MetricRole;
  /** The name of the indicator of that service that showed it, where it is known. */
  readonly metric?: string;
  /** When it was felt: Unix or simulated seconds. */
  readonly timeSeconds?: number;
}

/** An incident as those saw it who had to explain it: no ground truth. */
export interface Incident {
  /** Unique within its data set, as `low_traffic/train/issue_0`. */
  readonly id: string;
  /** Every service that can be named as the cause. */
  readonly services: readonly string[];
  /** From before the (known or supposed) beginning. */
  readonly before: Signals;
  /** From the beginning on. Its metrics have the indicators of `before`, in the same order. */
  readonly after: Signals;
  /** Who calls whom, where that is known. */
  readonly graph?: readonly Dependency[];
  /** The service graph with its timeouts, rates and caches, where somebody has written it down. */
  readonly topology?: Topology;
  /** Where users felt it, where that is known. */
  readonly symptom?: Symptom;
}

/** Ground truth of an incident. */
export interface IncidentTruth {
  /** One or more services at fault. */
  readonly services: readonly string[];
  /** The kind of fault in its data set's own words. */
  readonly fault?: string;
  /** What was affected there, where the data set says so. */
  readonly metrics?: readonly string[];
  /** Where the recording lies in its data set: a path that often names the cause, so an incident's id doesn't. */
  readonly path?: string;
}

/** An incident with its answer, for measuring diagnosers; the answer is kept apart so that none can see it. */
export interface LabelledIncident {
  /** What a diagnoser is shown. */
  readonly incident: Incident;
  /** The answer. */
  readonly truth: IncidentTruth;
}
