import type { LabelledIncident, Signals } from "../../model/mod.ts";
import { seenThrough, type View } from "./training/hide.ts";

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
