import { describeAction } from "../../../model/mod.ts";
import type { EvidenceBuffer } from "../../audit/mod.ts";
import type { Journal } from "../journal.ts";
import type { Memory } from "../state/memory.ts";
import { MAX_SETTLING, type Orders } from "./orders.ts";
import type { Proposals, StepContext } from "./proposals.ts";
import type { LoopSettings } from "../settings.ts";
import type { SloReading } from "../slo_watch.ts";
import type { OpenOrder } from "../state/state.ts";
import { verify } from "./verification.ts";

/** Verifies what was done, takes it back if it did not help, and calls people when that is not enough. */
export interface Aftermath {
  /** Handles the orders whose settling time is over. */
  settle(readings: readonly SloReading[], context: () => StepContext): void;
}

/** Creates the aftermath of a loop's orders. */
export function createAftermath(
  { settings, memory, journal, orders, proposals, evidence }: {
    readonly settings: LoopSettings;
    readonly memory: Memory;
    readonly journal: Journal;
    readonly orders: Orders;
    readonly proposals: Proposals;
    readonly evidence: EvidenceBuffer;
  },
): Aftermath {
  const { verification: { settleSeconds, attempts, onFailure }, stepSeconds } = settings;

  function escalate(reason: string, step: number): void {
    const { incident } = memory.state;
    if (incident === null || incident.escalated !== null) return;
    memory.change({ incident: { ...incident, escalated: reason } });
    journal.note(
      { type: "escalated", incident: incident.id, step, reason, ...evidence.take() },
      `people are called to ${incident.id}: ${reason}`,
    );
  }

  const othersSettle = () => memory.state.orders.some(({ undoes }) => undoes === null);

  /** Whether an order that is to be taken back can't be now: then it waits, and people are called when it has waited for long. */
  function mustWait(
    { order: { action }, receipt, orderedAtSeconds }: OpenOrder,
    context: StepContext,
  ): boolean {
    const refusal = proposals.undoRefusal(receipt!.undo!, context);
    if (refusal === undefined) return false;
    if (context.nowSeconds - orderedAtSeconds >= (MAX_SETTLING + 1) * settleSeconds) {
      escalate(
        `${describeAction(action)} has not helped and can't be taken back: ${refusal.why}`,
        context.step,
      );
    }
    return true;
  }

  function takeBack(
    { order: { incident, idempotencyKey, action }, receipt }: OpenOrder,
    context: StepContext,
  ): void {
    const name = describeAction(action);
    const undo = receipt!.undo!;
    proposals.undo(undo, { undoes: idempotencyKey, reason: `${name} has not helped` }, context);
    const detail = `${name} is taken back by ${describeAction(undo)}`;
    journal.note({ type: "rolled-back", incident, step: context.step, idempotencyKey, detail }, detail);
  }

  return {
    settle: (readings, contextNow) => {
      for (const open of orders.due()) {
        const { held, why } = verify(readings, settleSeconds / stepSeconds);
        const rollsBack = !held && onFailure === "roll-back" && open.receipt?.undo !== undefined;
        if (rollsBack && mustWait(open, contextNow())) continue;
        orders.forget(open);
        const { incident, idempotencyKey, action } = open.order;
        const { step } = contextNow();
        journal.note(
          {
            type: "verified",
            incident,
            step,
            idempotencyKey,
            healthy: held,
            detail: why,
            ...evidence.take(),
          },
          `${describeAction(action)} ${held ? "has helped" : "has not helped"}: ${why}`,
        );
        if (held) continue;
        if (rollsBack) takeBack(open, contextNow());
        const current = memory.state.incident;
        if (onFailure === "escalate") escalate(`${describeAction(action)} has not helped: ${why}`, step);
        else if (current !== null && current.attempts >= attempts && !othersSettle()) {
          escalate(`none of ${current.attempts} attempts has helped`, step);
        }
      }
    },
  };
}
