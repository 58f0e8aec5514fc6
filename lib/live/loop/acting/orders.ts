import type { Executor } from "../../../act/mod.ts";
import { describeAction } from "../../../model/mod.ts";
import type { Clock, Order, Receipt } from "../../contract.ts";
import type { AgentDriver } from "../agent_driver.ts";
import { withinHour } from "./budget.ts";
import { withAttempt } from "../incidents.ts";
import type { Journal } from "../journal.ts";
import type { Meter } from "../meter.ts";
import type { Memory } from "../state/memory.ts";
import type { NamedActuator, Router } from "./router.ts";
import { isTemporary, temporarySeconds } from "./temporary.ts";
import type { LoopSettings } from "../settings.ts";
import type { OpenOrder } from "../state/state.ts";

/** Settling times after which an order is verified, whatever has been ordered since. */
export const MAX_SETTLING = 2;

/** What orders need. */
export interface OrdersOptions {
  readonly settings: LoopSettings;
  readonly router: Router;
  readonly memory: Memory;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The guardrails. */
  readonly executor: () => Executor;
  /** Hears what came of each order. */
  readonly meter: Meter;
  /** Hears what is ordered of the agent's proposals, and what of it has failed. */
  readonly driver: Pick<AgentDriver, "executed" | "notCarriedOut">;
  /** Looked at right before an order leaves: whether this loop may still act. */
  readonly mayAct: () => boolean;
}

/** An order to be given. */
export interface NewOrder {
  readonly action: Order["action"];
  readonly reason: string;
  /** Name of the proposal in the audit log. */
  readonly proposal: string;
  /** Whether it counts as an attempt at the incident. */
  readonly takesAttempt: boolean;
  /** The order that it takes back. */
  readonly undoes?: string;
}

/** Gives orders to the actuators, one at a time, and remembers each until its effect is verified. */
export interface Orders {
  /** Whether one is being carried out. */
  readonly isBusy: boolean;
  /** Gives an order that all limits allow; what comes of it is noted when it is known. */
  give(order: NewOrder, step: number): void;
  /** Orders whose settling time is over. It begins anew with each further order, since a remedy may be several; twice that time is the longest. */
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
  { settings, router, memory, journal, clock, executor, meter, driver, mayAct }: OrdersOptions,
): Orders {
  let current: Promise<void> | undefined;
  const { settleSeconds } = settings.verification;
  const incidentId = () => memory.state.incident?.id ?? "none";

  const replace = (key: string, change: (order: OpenOrder) => OpenOrder[]) =>
    memory.change({
      orders: memory.state.orders.flatMap((open) =>
        open.order.idempotencyKey === key ? change(open) : [open]
      ),
    });

  /** Notes what came of an order. */
  function answered({ order, undoes }: OpenOrder, receipt: Receipt): void {
    const { incident, idempotencyKey, action } = order;
    const { outcome, detail, undo } = receipt;
    journal.note(
      { type: "receipt", idempotencyKey, incident, outcome, detail, ...(undo && { undo }) },
      `${describeAction(action)}: ${outcome}, ${detail}`,
    );
    meter.action({ kind: action.kind, outcome });
    // What nobody knows counts as done, so that it isn't done twice.
    const counts = outcome === "done" || outcome === "unknown";
    if (!counts) {
      executor().notCarriedOut(action);
      if (undoes === null) driver.notCarriedOut(action);
    }
    replace(idempotencyKey, (open) => counts && undoes === null ? [{ ...open, receipt }] : []);
    memory.change({
      executor: executor().saveState(),
      ...(counts && action.kind === "restore" && { temporary: null }),
      ...(counts && isTemporary(action) && {
        temporary: { idempotencyKey, untilSeconds: clock.now() + temporarySeconds(settings) },
      }),
    });
  }

  async function carryOut(open: OpenOrder, { actuator }: NamedActuator): Promise<void> {
    if (journal.isBroken || memory.isBroken || !mayAct()) {
      return answered(open, { outcome: "failed", detail: "not sent, since this loop may not act any more" });
    }
    const receipt = await actuator.carryOut(open.order).catch((error): Receipt => ({
      outcome: "unknown",
      detail: `the actuator failed: ${error instanceof Error ? error.message : error}`,
    }));
    answered(open, receipt);
  }

  function remember(open: OpenOrder, takesAttempt: boolean): void {
    const { state } = memory;
    const now = open.orderedAtSeconds;
    const { incident } = state;
    memory.change({
      executor: executor().saveState(),
      orders: [...state.orders, open],
      ...(open.order.action.kind !== "restore" && {
        actedAtSeconds: [...withinHour(state.actedAtSeconds, now), now],
      }),
      ...(incident !== null && takesAttempt && { incident: withAttempt(incident, now, settleSeconds) }),
    });
  }

  return {
    get isBusy() {
      return current !== undefined;
    },
    give: ({ action, reason, proposal, takesAttempt, undoes }, step) => {
      const routed = router.route(action);
      if ("refused" in routed) throw new Error(`An order without a route: ${routed.refused}`);
      const incident = incidentId();
      const order: Order = {
        action,
        incident,
        idempotencyKey: `${incident}-${step}${
          undoes === undefined ? "" : "-undo"
        }-${memory.state.orders.length}`,
        dryRun: false,
        reason,
      };
      const open: OpenOrder = {
        order,
        orderedAtSeconds: clock.now(),
        actuator: routed.route.name,
        undoes: undoes ?? null,
        receipt: null,
      };
      remember(open, takesAttempt);
      journal.note(
        {
          type: "order",
          proposal,
          incident,
          idempotencyKey: order.idempotencyKey,
          action,
          actuator: open.actuator,
          dryRun: false,
          mode: settings.mode,
          reason,
          ...(undoes !== undefined && { undoes }),
        },
        `${describeAction(action)} is ordered of ${open.actuator}: ${reason}`,
      );
      if (undoes === undefined) driver.executed(action);
      current = carryOut(open, routed.route).finally(() => {
        current = undefined;
      });
    },
    due: () => {
      const now = clock.now();
      const latest = Math.max(...memory.state.orders.map(({ orderedAtSeconds }) => orderedAtSeconds));
      const isCalm = now - latest >= settleSeconds;
      return memory.state.orders.filter(({ receipt, orderedAtSeconds }) =>
        receipt !== null && (isCalm || now - orderedAtSeconds >= MAX_SETTLING * settleSeconds)
      );
    },
    forget: ({ order }) => replace(order.idempotencyKey, () => []),
    lookUp: async () => {
      for (const open of memory.state.orders.filter(({ receipt }) => receipt === null)) {
        const unknown = { outcome: "unknown", detail: "the process ended while it was carried out" } as const;
        const found = await router.named(open.actuator)?.actuator.find?.(open.order).catch(() => unknown);
        answered(open, found ?? unknown);
      }
    },
    plan: async (action, reason) => {
      const routed = router.route(action);
      if ("refused" in routed) return routed.refused;
      const incident = incidentId();
      const order: Order = { action, incident, idempotencyKey: `${incident}-plan`, dryRun: true, reason };
      const { detail } = await routed.route.actuator.carryOut(order)
        .catch((error) => ({ detail: `can't be planned: ${error.message}` }));
      return detail;
    },
    idle: () => current ?? Promise.resolve(),
  };
}
