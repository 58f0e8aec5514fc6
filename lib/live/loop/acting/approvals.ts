import { describeAction } from "../../../model/mod.ts";
import type { Clock } from "../../contract.ts";
import type { Journal } from "../journal.ts";
import type { Memory } from "../state/memory.ts";
import type { Approval } from "../state/state.ts";

/** Largest number of actions that wait for people at once. */
const MAX_PENDING = 5;

/** A person's answer. */
export type ApprovalDecision = "approve" | "reject";

/** What became of an answer: `late` where nothing of that name waits any more, since it was decided before, or its time is over. */
export type DecisionOutcome = "approved" | "rejected" | "late";

/** Who answers, and how. */
export interface Decider {
  /** Who, as they call themselves. */
  readonly by: string;
  /** `page`, `command line`. */
  readonly through: string;
}

/** Actions that wait for a person. */
export interface Approvals {
  /** Those that wait. */
  pending(): readonly Approval[];
  /** Those that were approved and wait for their turn. */
  approved(): readonly Approval[];
  /** Whether another one may be asked for. */
  hasRoom(): boolean;
  /** Asks for one. Its id is the name of its proposal. */
  ask(asked: Pick<Approval, "id" | "action" | "incident" | "reason" | "plan">): void;
  /** Decides one, once. */
  decide(id: string, decision: ApprovalDecision, by: Decider): DecisionOutcome;
  /** Takes an approved one off the list, as it is carried out or refused. */
  take(id: string): void;
  /** Lets those lapse whose time is over: no answer is a no. */
  lapse(step: number): void;
  /** Withdraws those that are meant, for a reason; all, if it is not said which. */
  withdraw(reason: string, step: number, isMeant?: (approval: Approval) => boolean): void;
}

/** The approvals in a loop's memory. */
export function createApprovals(
  { memory, journal, clock, timeoutSeconds }: {
    readonly memory: Memory;
    readonly journal: Journal;
    readonly clock: Clock;
    readonly timeoutSeconds: number;
  },
): Approvals {
  const all = () => memory.state.approvals;
  const without = (id: string) => all().filter((one) => one.id !== id);

  /** A no holds for the rest of the incident. */
  function refuse({ id, action }: Approval): void {
    const { incident } = memory.state;
    const rejected = incident && { ...incident, rejected: [...incident.rejected, describeAction(action)] };
    memory.change({ approvals: without(id), incident: rejected });
  }

  return {
    pending: () => all().filter(({ approvedBy }) => approvedBy === null),
    approved: () => all().filter(({ approvedBy }) => approvedBy !== null),
    hasRoom: () => all().length < MAX_PENDING,
    ask: (asked) => {
      const now = clock.now();
      const untilSeconds = Math.ceil(now + timeoutSeconds);
      memory.change({
        approvals: [...all(), { ...asked, askedAtSeconds: now, untilSeconds, approvedBy: null }],
      });
      journal.note(
        { type: "approval-asked", proposal: asked.id, incident: asked.incident, untilSeconds },
        `${describeAction(asked.action)} waits for approval: ${asked.plan}`,
      );
    },
    decide: (id, decision, { by, through }) => {
      const asked = all().find((one) => one.id === id && one.approvedBy === null);
      if (asked === undefined || clock.now() >= asked.untilSeconds) return "late";
      if (decision === "approve") {
        memory.change({ approvals: all().map((one) => one.id === id ? { ...one, approvedBy: by } : one) });
      } else refuse(asked);
      const outcome = decision === "approve" ? "approved" : "rejected";
      journal.note(
        { type: `approval-${outcome}`, proposal: id, incident: asked.incident, by, through },
        `${describeAction(asked.action)} is ${outcome} by ${by}, ${through}`,
      );
      return outcome;
    },
    take: (id) => memory.change({ approvals: without(id) }),
    lapse: (step) => {
      for (const one of all().filter(({ untilSeconds }) => clock.now() >= untilSeconds)) {
        const { id: proposal, incident, action, approvedBy } = one;
        const proposed = describeAction(action);
        refuse(one);
        if (approvedBy === null) {
          journal.note(
            { type: "approval-timed-out", proposal, incident },
            `${proposed} was not approved in time, which is a no`,
          );
        } else {
          const reason = "it could not be carried out within the time of its approval";
          journal.note(
            { type: "refused", proposal, incident, step, proposed, by: "approval", reason },
            `${proposed}: ${reason}`,
          );
        }
      }
    },
    withdraw: (reason, step, isMeant = () => true) => {
      for (const { id: proposal, incident, action } of all().filter(isMeant)) {
        const proposed = describeAction(action);
        memory.change({ approvals: without(proposal) });
        journal.note(
          { type: "refused", proposal, incident, step, proposed, by: "loop", reason },
          `${proposed} needs no approval any more: ${reason}`,
        );
      }
    },
  };
}
