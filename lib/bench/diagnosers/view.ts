import type { LabelledIncident, Signals } from "../../model/mod.ts";

/** The signals of an incident that a method is given. */
export type View = "everything" | "metrics" | "metrics and logs" | "metrics and traces";

/** All views. */
export const VIEWS: readonly View[] = ["everything", "metrics", "metrics and logs", "metrics and traces"];

/** An incident reduced to a view of its signals. */
export function seenThrough(view: View, { incident, truth }: LabelledIncident): LabelledIncident {
  return {
    incident: {
      ...incident,
      before: signalsThrough(view, incident.before),
      after: signalsThrough(view, incident.after),
    },
    truth,
  };
}

function signalsThrough(view: View, { metrics, logs, spans }: Signals): Signals {
  const withLogs = view === "everything" || view === "metrics and logs";
  const withSpans = view === "everything" || view === "metrics and traces";
  return {
    metrics,
    ...(withLogs && logs ? { logs } : {}),
    ...(withSpans && spans ? { spans } : {}),
  };
}

/** Creates a `seenThrough` for consecutive incidents: those with the same window before still share one afterwards. */
export function createViewer(view: View): (labelled: LabelledIncident) => LabelledIncident {
  let last: { before: Signals; seen: Signals } | undefined;
  return (labelled) => {
    if (view === "everything") return labelled;
    const { incident, truth } = seenThrough(view, labelled);
    if (last?.before !== labelled.incident.before) {
      last = { before: labelled.incident.before, seen: incident.before };
    }
    return { incident: { ...incident, before: last.seen }, truth };
  };
}
