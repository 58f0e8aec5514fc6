import type { Executor } from "../../act/mod.ts";
import { describeAction } from "../../model/mod.ts";
import type { Actuator, Clock, Order, Receipt } from "../contract.ts";
import { asJson } from "./audit_trail.ts";
import { touchedBy, withinHour } from "./budget.ts";
import { withAttempt } from "./incidents.ts";
import type { Journal } from "./journal.ts";
import type { Memory } from "./memory.ts";
import type { LoopSettings } from "./settings.ts";
import type { OpenOrder } from "./state.ts";

/** What orders need. */
export interface OrdersOptions {
  readonly settings: LoopSettings;
  readonly actuator: Actuator;
  readonly memory: Memory;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The guardrails. */
  readonly executor: () => Executor;
  /** Looked at right before an order leaves: whether this loop may still act. */
  readonly mayAct: () => boolean;
}

/** An order to be given. */
export interface NewOrder {
  readonly action: Order["action"];
  readonly reason: string;
  /** Whether it counts as an attempt at the incident. */
  readonly takesAttempt: boolean;
  readonly isUndo?: boolean;
  /** The approval that it rests on. */
  readonly approval?: string;
}

/** Gives orders to the actuator, one at a time, and remembers each until its effect is verified. */
export interface Orders {
  /** Whether one is being carried out. */
  readonly isBusy: boolean;
  /** Gives an order that all limits allow; what comes of it is noted when it is known. */
  give(order: NewOrder, step: number): void;
  /** Orders whose settling time is over. */
  due(): readonly OpenOrder[];
  /** Forgets an order, its effect being known. */
  forget(order: OpenOrder): void;
  /** Looks orders up of which nobody knows what came, after a restart. None is given again. */
  lookUp(): Promise<void>;
  /** What an order would do, where its actuator can say it without doing it. */
  plan(action: Order["action"], reason: string): Promise<string>;
  /** Resolves when nothing is being carried out. */
  idle(): Promise<void>;
}

/** Creates the orders of a loop. */
export function createOrders(
  { settings, actuator, memory, journal, clock, executor, mayAct }: OrdersOptions,
): Orders {
  let current: Promise<void> | undefined;
  const { topology, verification: { settleSeconds } } = settings;

  const replace = (key: string, change: (order: OpenOrder) => OpenOrder[]) =>
    memory.change({
      orders: memory.state.orders.flatMap((open) =>
        open.order.idempotencyKey === key ? change(open) : [open]
      ),
    });

  /** Notes what came of an order. */
  function answered(order: Order, receipt: Receipt, kind: "answered" | "found"): void {
    journal.note(kind, `${describeAction(order.action)}: ${receipt.outcome}, ${receipt.detail}`, {
      incident: order.incident,
      idempotencyKey: order.idempotencyKey,
      receipt: asJson(receipt),
    });
    const changed = receipt.outcome === "done" || receipt.outcome === "unknown";
    if (!changed) executor().notCarriedOut(order.action);
    replace(order.idempotencyKey, (open) => changed && !open.isUndo ? [{ ...open, receipt }] : []);
    memory.change({ executor: executor().saveState() });
  }

  async function carryOut(order: Order): Promise<void> {
    await journal.written();
    if (journal.isBroken || !mayAct()) {
      return answered(
        order,
        { outcome: "failed", detail: "it was not sent: this loop may not act any more" },
        "answered",
      );
    }
    const receipt = await actuator.carryOut(order).catch((error): Receipt => ({
      outcome: "unknown",
      detail: `the actuator failed: ${error instanceof Error ? error.message : error}`,
    }));
    answered(order, receipt, "answered");
    await journal.written();
  }

  function remember(order: Order, { isUndo = false, takesAttempt }: NewOrder): void {
    const { state } = memory;
    const now = clock.now();
    const incident = state.incident;
    memory.change({
      executor: executor().saveState(),
      orders: [...state.orders, { order, orderedAtSeconds: now, isUndo, receipt: null }],
      ...(order.action.kind !== "restore" && {
        actedAtSeconds: [...withinHour(state.actedAtSeconds, now), now],
      }),
      ...(incident !== null && takesAttempt && { incident: withAttempt(incident, now, settleSeconds) }),
    });
  }

  return {
    get isBusy() {
      return current !== undefined;
    },
    give: (given, step) => {
      const { action, reason, isUndo = false, approval } = given;
      const incident = memory.state.incident?.id ?? "none";
      const order: Order = {
        action,
        incident,
        idempotencyKey: `${incident}-${step}-${isUndo ? "undo-" : ""}${memory.state.orders.length}`,
        dryRun: false,
        reason,
      };
      remember(order, given);
      journal.note("ordered", `${describeAction(action)} is ordered: ${reason}`, {
        order: asJson(order),
        services: touchedBy(action, topology),
        ...(approval !== undefined && { approval }),
      });
      current = carryOut(order).finally(() => {
        current = undefined;
      });
    },
    due: () =>
      memory.state.orders.filter(({ receipt, orderedAtSeconds }) =>
        receipt !== null && clock.now() - orderedAtSeconds >= settleSeconds
      ),
    forget: ({ order }) => replace(order.idempotencyKey, () => []),
    lookUp: async () => {
      for (const { order } of memory.state.orders.filter(({ receipt }) => receipt === null)) {
        const unknown = { outcome: "unknown", detail: "the process ended while it was carried out" } as const;
        const receipt = await actuator.find?.(order).catch(() => unknown) ?? unknown;
        answered(order, receipt, "found");
      }
    },
    plan: async (action, reason) => {
      const incident = memory.state.incident?.id ?? "none";
      const order: Order = { action, incident, idempotencyKey: `${incident}-plan`, dryRun: true, reason };
      const { detail } = await actuator.carryOut(order).catch((error) => ({
        detail: `can't be planned: ${error.message}`,
      }));
      return detail;
    },
    idle: () => current ?? Promise.resolve(),
  };
}
