import type { LabelledIncident, MetricTable, Signals, Topology } from "../../model/mod.ts";

/** What of an incident's signals a method gets to see. */
export type View =
  | "everything"
  | "metrics"
  | "metrics and logs"
  | "metrics and traces"
  | "symptoms"
  | "traces";

/** The views by name. */
export const VIEWS: readonly View[] = [
  "everything",
  "metrics",
  "metrics and logs",
  "metrics and traces",
  "symptoms",
  "traces",
];

/** What a view leaves of an incident, and of what is known about the system. */
export function seenThrough(
  view: View,
  { incident, truth }: LabelledIncident,
  topology: Topology,
): { labelled: LabelledIncident; topology?: Topology } {
  const before = signalsThrough(view, incident.before);
  const labelled = { incident: { ...incident, before, after: signalsThrough(view, incident.after) }, truth };
  // Who has only symptoms or traces has no inventory of timeouts and caches either.
  return view === "symptoms" || view === "traces" ? { labelled } : { labelled, topology };
}

function signalsThrough(view: View, { metrics, logs, spans }: Signals): Signals {
  const withLogs = view !== "metrics" && view !== "metrics and traces" && view !== "symptoms";
  const withSpans = view !== "metrics" && view !== "metrics and logs" && view !== "symptoms";
  return {
    metrics: view === "symptoms" ? symptomsOf(metrics) : view === "traces" ? emptyOf(metrics) : metrics,
    ...(withLogs && logs ? { logs } : {}),
    ...(withSpans && spans ? { spans } : {}),
  };
}

/** Latency, errors and requests alone, as a tracing back end or a load balancer gives them. */
function symptomsOf({ indicators, timesSeconds, columns }: MetricTable): MetricTable {
  const kept = indicators.flatMap(({ role }, i) => role === "cpu" || role === "memory" ? [] : [i]);
  return {
    indicators: kept.map((i) => indicators[i]!),
    timesSeconds,
    columns: kept.map((i) => columns[i]!),
  };
}

function emptyOf({ timesSeconds }: MetricTable): MetricTable {
  return { indicators: [], timesSeconds, columns: [] };
}
