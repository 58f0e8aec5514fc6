import type { EvidenceBuffer } from "../../audit/mod.ts";
import type { Journal } from "../journal.ts";
import type { Memory } from "../state/memory.ts";

/** Calls people to the incident that is open. */
export interface Escalation {
  /** Calls them, once in an incident. */
  call(reason: string, step: number): void;
  /** Calls them once more, for a reason that those who were called before don't know. */
  callAgain(reason: string, step: number): void;
}

/** Creates the escalation of a loop. */
export function createEscalation(
  { memory, journal, evidence }: {
    readonly memory: Memory;
    readonly journal: Journal;
    readonly evidence: EvidenceBuffer;
  },
): Escalation {
  function callAgain(reason: string, step: number): void {
    const { incident } = memory.state;
    if (incident === null) return journal.tell(reason);
    const { id, escalated } = incident;
    memory.change({
      incident: { ...incident, escalated: escalated === null ? reason : `${escalated}; ${reason}` },
    });
    journal.note(
      { type: "escalated", incident: id, step, reason, ...evidence.take() },
      `people are called to ${id}: ${reason}`,
    );
  }

  return {
    callAgain,
    call: (reason, step) => {
      const { incident } = memory.state;
      if (incident !== null && incident.escalated === null) callAgain(reason, step);
    },
  };
}
