import { describeAction } from "../../model/mod.ts";
import type { Clock, Order } from "../contract.ts";
import { asJson } from "./audit_trail.ts";
import type { Journal } from "./journal.ts";
import type { Memory } from "./memory.ts";
import type { Approval } from "./state.ts";

/** Largest number of actions that wait for people at once. */
const MAX_PENDING = 5;

/** A person's answer. */
export type ApprovalDecision = "approve" | "reject";

/** What became of an answer: `late` where nothing of that name waits any more, since it was decided before, or its time is over. */
export type DecisionOutcome = "approved" | "rejected" | "late";

/** Actions that wait for a person. */
export interface Approvals {
  /** Those that wait. */
  pending(): readonly Approval[];
  /** Those that were approved and wait for their turn. */
  approved(): readonly Approval[];
  /** Asks for one, unless it is asked for already; false where too many wait. */
  ask(
    action: Order["action"],
    about: {
      readonly incident: string;
      readonly reason: string;
      readonly plan: string;
      readonly step: number;
    },
  ): boolean;
  /** Decides one, once. */
  decide(id: string, decision: ApprovalDecision, by: string): DecisionOutcome;
  /** Takes an approved one off the list, as it is carried out or refused. */
  take(id: string): void;
  /** Lets those lapse whose time is over, which is a no, or all of them, for a reason. */
  lapse(reason?: string): void;
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

  /** Remembers a no for the rest of the incident. */
  function remove({ id, action }: Approval, isNo: boolean): void {
    const { incident } = memory.state;
    const rejected = incident && { ...incident, rejected: [...incident.rejected, describeAction(action)] };
    memory.change({ approvals: without(id), ...(isNo && { incident: rejected }) });
  }

  return {
    pending: () => all().filter(({ approvedBy }) => approvedBy === null),
    approved: () => all().filter(({ approvedBy }) => approvedBy !== null),
    ask: (action, { incident, reason, plan, step }) => {
      const name = describeAction(action);
      if (all().some((one) => describeAction(one.action) === name)) return true;
      if (all().length >= MAX_PENDING) return false;
      const now = clock.now();
      const asked: Approval = {
        id: `${incident}-${step}-${all().length}`,
        action,
        incident,
        reason,
        askedAtSeconds: now,
        untilSeconds: now + timeoutSeconds,
        approvedBy: null,
      };
      memory.change({ approvals: [...all(), asked] });
      journal.note("approval-asked", `${name} waits for approval: ${reason}`, {
        approval: asJson(asked),
        plan,
      });
      return true;
    },
    decide: (id, decision, by) => {
      const asked = all().find((one) => one.id === id && one.approvedBy === null);
      if (asked === undefined || clock.now() >= asked.untilSeconds) return "late";
      if (decision === "approve") {
        memory.change({ approvals: all().map((one) => one.id === id ? { ...one, approvedBy: by } : one) });
      } else remove(asked, true);
      const outcome = decision === "approve" ? "approved" : "rejected";
      journal.note("approval-decided", `${describeAction(asked.action)} is ${outcome} by ${by}`, {
        approval: id,
        incident: asked.incident,
        decision,
        by,
      });
      return outcome;
    },
    take: (id) => memory.change({ approvals: without(id) }),
    lapse: (reason) => {
      for (const one of all()) {
        if (reason === undefined && clock.now() < one.untilSeconds) continue;
        const why = reason ??
          (one.approvedBy === null ? "nobody answered in time, which is a no" : "its time is over");
        remove(one, reason === undefined);
        journal.note("approval-lapsed", `${describeAction(one.action)} is not carried out: ${why}`, {
          approval: one.id,
          incident: one.incident,
        });
      }
    },
  };
}
