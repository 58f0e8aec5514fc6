import { describeAction } from "../../../model/mod.ts";
import type { Memory } from "../state/memory.ts";
import type { LoopSettings } from "../settings.ts";
import type { Measure } from "../state/state.ts";
import type { Escalation } from "./escalation.ts";
import { gateRefusal } from "./gates.ts";
import type { Orders } from "./orders.ts";
import type { Proposals, StepContext } from "./proposals.ts";
import { actionsOf, stillInForce, temporarySeconds } from "./temporary.ts";

/** Orders to lift a measure that did not succeed, after which people are called. */
const FAILURES_BEFORE_CALL = 3;

/**
 * Lifts temporary measures when their time is over: a real system keeps a limit until somebody takes it back. An order that ends harm may be repeated, so
 * that it is, until it is known to be done.
 */
export interface Lifting {
  /**
   * Lifts what is due, as soon as nothing stands against it, and gives again what was lifted together with something else.
   *
   * @param overdueSeconds how long ago the time of what is lifted must have ended, default 0
   */
  lift(context: StepContext, overdueSeconds?: number): void;
}

/** Creates the lifting of a loop's temporary measures. */
export function createLifting(
  { settings, memory, orders, proposals, escalation }: {
    readonly settings: LoopSettings;
    readonly memory: Memory;
    readonly orders: Orders;
    readonly proposals: Proposals;
    readonly escalation: Escalation;
  },
): Lifting {
  const seconds = temporarySeconds(settings);
  const usual = `a limit or breaker that is not given again ends after ${seconds} s`;

  const change = (changed: (measure: Measure) => Measure | undefined) => {
    const before = memory.state.temporary;
    const after = before.flatMap((measure) => changed(measure) ?? []);
    if (after.length !== before.length || after.some((measure, i) => measure !== before[i])) {
      memory.change({ temporary: after });
    }
  };

  /** Drops what was lifted with another and is over anyway, and cuts times that a clock which was set back has made too long. */
  function tidy(now: number): void {
    change((measure) => {
      const { untilSeconds, retryAtSeconds, isLifted } = measure;
      if (isLifted && untilSeconds <= now) return undefined;
      if (untilSeconds - now > seconds) return { ...measure, untilSeconds: now + seconds };
      return retryAtSeconds - now > 3600 ? { ...measure, retryAtSeconds: now } : measure;
    });
  }

  function callPeople(step: number): void {
    for (const { action, failures, trouble, isCalled } of memory.state.temporary) {
      if (isCalled || failures < FAILURES_BEFORE_CALL) continue;
      change((measure) => measure.action === action ? { ...measure, isCalled: true } : measure);
      escalation.callAgain(
        `${describeAction(action)} can't be lifted, ${failures} times tried: ${trouble}`,
        step,
      );
    }
  }

  /** Orders the end of what is due. @returns whether an order was given */
  function liftDue(context: StepContext, overdueSeconds: number): boolean {
    const now = context.nowSeconds;
    const due = memory.state.temporary.filter((measure) =>
      measure.untilSeconds + overdueSeconds <= now && measure.retryAtSeconds <= now
    );
    for (const { action, actuator, idempotencyKey } of due) {
      const restore = { kind: "restore" } as const;
      const refusal = gateRefusal(restore, context, { isUndo: true, isLifting: true });
      if (refusal !== undefined && refusal.by !== "routing") return false;
      if (refusal !== undefined) {
        change((measure) => measure.action === action ? stillInForce(measure, now, refusal.why) : measure);
        continue;
      }
      const target = orders.liftedBy(actuator);
      const together = due.filter((other) => orders.liftedBy(other.actuator) === target);
      proposals.undo(restore, {
        undoes: idempotencyKey,
        reason: together.map(({ action, endsEarly }) => `${describeAction(action)}: ${endsEarly ?? usual}`)
          .join("; "),
        measures: actionsOf(together),
        by: actuator,
      }, context);
      return true;
    }
    return false;
  }

  return {
    lift: (context, overdueSeconds = 0) => {
      if (!context.lease.isOurs) return;
      tidy(context.nowSeconds);
      if (liftDue(context, overdueSeconds)) return;
      callPeople(context.step);
      const lifted = memory.state.temporary.find(({ isLifted }) => isLifted);
      if (lifted === undefined) return;
      const { action, idempotencyKey: undoes } = lifted;
      if (gateRefusal(action, context, { isUndo: true, isLifting: true }) !== undefined) return;
      const why = "it was lifted together with another measure, and its time is not over";
      proposals.undo(action, { undoes, reason: why }, context);
    },
  };
}
