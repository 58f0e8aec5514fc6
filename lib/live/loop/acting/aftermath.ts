import { describeAction } from "../../../model/mod.ts";
import type { EvidenceBuffer } from "../../audit/mod.ts";
import type { Clock } from "../../contract.ts";
import type { Journal } from "../journal.ts";
import type { Memory } from "../state/memory.ts";
import type { Escalation } from "./escalation.ts";
import { givesOrders } from "./gates.ts";
import { MAX_SETTLING, type Orders } from "./orders.ts";
import type { Proposals, StepContext } from "./proposals.ts";
import type { LoopSettings } from "../settings.ts";
import type { SloReading } from "../slo_watch.ts";
import type { OpenOrder } from "../state/state.ts";
import { endingNow, isSameMeasure, isTemporary, measureOf } from "./temporary.ts";
import { verify } from "./verification.ts";
import { settledAtSeconds } from "./verification_times.ts";

/** Verifies what was done, takes it back if it did not help, and calls people when that is not enough. */
export interface Aftermath {
  /** Handles the orders whose settling time is over. */
  settle(readings: readonly SloReading[], context: () => StepContext): void;
}

/** Creates the aftermath of a loop's orders. */
export function createAftermath(
  { settings, memory, journal, clock, orders, proposals, evidence, escalation }: {
    readonly settings: LoopSettings;
    readonly memory: Memory;
    readonly journal: Journal;
    readonly orders: Orders;
    readonly proposals: Proposals;
    readonly clock: Clock;
    readonly evidence: EvidenceBuffer;
    readonly escalation: Escalation;
  },
): Aftermath {
  const { verification: { settleSeconds, attempts, onFailure }, stepSeconds } = settings;

  const escalate = escalation.call;

  const othersSettle = () => memory.state.orders.some(({ undoes }) => undoes === null);

  /** Whether an order that is to be taken back can't be now: then it waits, and people are called when it has waited for long. */
  function mustWait(open: OpenOrder, context: StepContext): boolean {
    const { order: { action }, receipt } = open;
    const refusal = receipt!.undo!.kind === "restore"
      ? undefined
      : proposals.undoRefusal(receipt!.undo!, context);
    if (refusal === undefined) return false;
    if (context.nowSeconds >= settledAtSeconds(open, settings) + MAX_SETTLING * settleSeconds) {
      escalate(
        `${describeAction(action)} has not helped and can't be taken back: ${refusal.why}`,
        context.step,
      );
    }
    return true;
  }

  /** Ends a measure: the lifting orders that, until it is known to be done. */
  function endMeasure(open: OpenOrder): void {
    const { action } = open.order;
    const now = clock.now();
    const { temporary } = memory.state;
    const others = temporary.filter((measure) => !isSameMeasure(measure.action, action));
    const own = temporary.find((measure) => isSameMeasure(measure.action, action)) ??
      // A limit or breaker that is not in force any more has been lifted; a drain has no end of its own.
      (isTemporary(action) ? undefined : measureOf(open, now, 1));
    if (own !== undefined) {
      memory.change({ temporary: [...others, endingNow(own, now, "it has not helped")] });
    }
  }

  function takeBack(open: OpenOrder, context: StepContext): void {
    const { order: { incident, idempotencyKey, action }, receipt } = open;
    const name = describeAction(action);
    const undo = receipt!.undo!;
    if (undo.kind === "restore") endMeasure(open);
    else proposals.undo(undo, { undoes: idempotencyKey, reason: `${name} has not helped` }, context);
    const detail = `${name} is taken back by ${describeAction(undo)}`;
    journal.note({ type: "rolled-back", incident, step: context.step, idempotencyKey, detail }, detail);
  }

  /** Whether the measure that an order has put in force is there by a later order. */
  function isGivenAgain({ order: { action, idempotencyKey } }: OpenOrder): boolean {
    const measure = isTemporary(action) &&
      memory.state.temporary.find((one) => isSameMeasure(one.action, action));
    return measure !== false && measure !== undefined && measure.idempotencyKey !== idempotencyKey;
  }

  return {
    settle: (readings, contextNow) => {
      if (!givesOrders(settings.mode)) return;
      for (const open of orders.due()) {
        // What has been given again since is judged then.
        if (isGivenAgain(open)) {
          orders.forget(open);
          continue;
        }
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
