import type { AuditRecord } from "../../lib/live/audit/mod.ts";
import type { LiveView } from "../../lib/live/mod.ts";
import { counted } from "../../lib/observe/reading/words.ts";

/** Records that a person at the console reads of, and what their line begins with. */
const SHOWN: Readonly<Partial<Record<AuditRecord["type"], string>>> = {
  alarm: "INCIDENT",
  diagnosis: "diagnosis",
  proposal: "proposal",
  refused: "refused",
  "approval-asked": "APPROVAL",
  "approval-approved": "approval",
  "approval-rejected": "approval",
  "approval-timed-out": "approval",
  order: "ORDER",
  receipt: "receipt",
  verified: "verified",
  "rolled-back": "taken back",
  escalated: "ESCALATED",
  ended: "over",
};
/** Width of what a line begins with. */
const KIND_WIDTH = 10;

/**
 * Tells a person at the console what happens, one line each: a diagnosis once for each suspect of an incident, an approval with how it is decided.
 *
 * @param decide how the approval of a name is decided, in words
 */
export function createConsole(
  { tell, decide }: { readonly tell: (text: string) => void; readonly decide: (approval: string) => string },
): (record: AuditRecord, text: string) => void {
  let suspects = new Set<string>();
  return (record, text) => {
    const kind = SHOWN[record.type];
    if (kind === undefined) return;
    if (record.type === "alarm") suspects = new Set();
    if (record.type === "diagnosis") {
      if (suspects.has(record.suspect)) return;
      suspects.add(record.suspect);
    }
    const how = record.type === "approval-asked" ? `. ${decide(record.proposal)}` : "";
    tell(`${kind.padEnd(KIND_WIDTH)} ${text}${how}`);
  };
}

/** What a loop did while it ran, in one line for whoever was at its console. */
export function endText(
  { counters, incident, warmUp }: Pick<LiveView, "counters" | "warmUp"> & {
    readonly incident: Pick<NonNullable<LiveView["incident"]>, "id"> | null;
  },
): string {
  const { steps, skippedSteps, unmeasuredSteps, alarms, incidents, proposals, actions } = counters;
  const left = [
    ...(skippedSteps > 0 ? [`${skippedSteps} more skipped`] : []),
    ...(unmeasuredSteps > 0 ? [`the SLO not measured in ${unmeasuredSteps}`] : []),
  ];
  const done = [
    counted(alarms, "alarm"),
    `${counted(incidents, "incident")} opened`,
    counted(proposals, "proposal"),
    counted(actions, "action"),
  ];
  return [
    `ended after ${counted(steps, "step")}${left.length > 0 ? ` (${left.join(", ")})` : ""}: ${
      done.join(", ")
    }`,
    ...(incident === null ? [] : [`incident ${incident.id} is still open`]),
    ...(warmUp.seen < warmUp.needed
      ? [`of the ${warmUp.needed} steps that the agent learns what is normal from, it saw ${warmUp.seen}`]
      : []),
  ].join("; ");
}
