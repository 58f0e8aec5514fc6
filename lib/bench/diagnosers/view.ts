import type { LabelledIncident, Signals } from "../../model/mod.ts";

/** What of an incident's signals a method gets to see. */
export type View = "everything" | "metrics" | "metrics and logs" | "metrics and traces";

/** The views by name. */
export const VIEWS: readonly View[] = ["everything", "metrics", "metrics and logs", "metrics and traces"];

/** What a view leaves of an incident. */
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

/** `seenThrough` for a run of incidents: neighbours that share a window before still share it afterwards. */
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
