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
import { effectText } from "./effect_text.ts";
import { actionsOf, measuresAfter, temporarySeconds } from "./temporary.ts";
import { settledAtSeconds } from "./verification_times.ts";
import type { LoopSettings } from "../settings.ts";
import type { OpenOrder } from "../state/state.ts";

/** Settling times after which an order is verified, whatever has been ordered since. */
export const MAX_SETTLING = 2;

/** Seconds after which an order is not sent any more, nor sent again. */
const ORDER_SECONDS = 60;
/** Seconds from one look-up of an order to the next, while it is under way, and after which nobody knows what came of it. */
const LOOK_UP_SECONDS = 10;
const MAX_PENDING_SECONDS = 3600;

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
  /** Of a `restore`: what it takes back, and nothing else; absent: all that is in force. */
  readonly measures?: readonly Order["action"][];
  /** The entry that has carried that out. */
  readonly by?: string;
}

/** Gives orders to the actuators, one at a time, and remembers each until its effect is verified. */
export interface Orders {
  /** Whether one is being carried out. */
  readonly isBusy: boolean;
  /** Gives an order that all limits allow; what comes of it is noted when it is known. */
  give(order: NewOrder, step: number): void;
  /** Orders whose settling time is over, which begins when the remedy has had the time that it takes. It begins anew with each further order, since a remedy may be several; twice that time is the longest. */
  due(): readonly OpenOrder[];
  /** Forgets an order, its effect being known. */
  forget(order: OpenOrder): void;
  /** Whether an order of before a restart may still be under way. */
  readonly isPending: boolean;
  /** The entry that an order to lift goes to, of a measure that another one has carried out; undefined: none is for it. */
  liftedBy(actuator: string): string | undefined;
  /**
   * Looks orders up of which nobody knows what came, after a restart. None is given again; one that is still under way, or whose sender could still send it,
   * stays.
   */
  lookUp(): Promise<void>;
  /** Looks those that have stayed up again, from time to time, without waiting for it. */
  followUp(): void;
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
  let currentKey: string | undefined;
  let lookingUp: Promise<void> | undefined;
  let lookedUpAtSeconds = -Infinity;
  const { settleSeconds } = settings.verification;
  const incidentId = () => memory.state.incident?.id ?? "none";

  const replace = (key: string, change: (order: OpenOrder) => OpenOrder[]) =>
    memory.change({
      orders: memory.state.orders.flatMap((open) =>
        open.order.idempotencyKey === key ? change(open) : [open]
      ),
    });

  function liftedBy(actuator: string): string | undefined {
    const routed = router.route({ kind: "restore" }, actuator);
    return "refused" in routed ? undefined : routed.route.name;
  }

  /** Orders without an answer that this process isn't carrying out. */
  const pending = () =>
    memory.state.orders.filter(({ receipt, order }) =>
      receipt === null && order.idempotencyKey !== currentKey
    );

  /** Notes what came of an order. */
  function answered(given: OpenOrder, receipt: Receipt): void {
    const { order, undoes } = given;
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
      temporary: measuresAfter(memory.state.temporary, given, {
        receipt,
        nowSeconds: clock.now(),
        seconds: temporarySeconds(settings),
        restoresSingly: router.named(given.actuator)?.actuator.restoresSingly === true,
        liftedBy: ({ actuator }) => liftedBy(actuator),
      }),
    });
  }

  async function carryOut(open: OpenOrder, { actuator }: NamedActuator): Promise<void> {
    const maySend = () =>
      clock.now() < open.order.expiresAtSeconds! && !journal.isBroken && !memory.isBroken && mayAct();
    if (!maySend()) {
      return answered(open, { outcome: "failed", detail: "not sent, since this loop may not act any more" });
    }
    const receipt = await actuator.carryOut(open.order, undefined, maySend).catch((error): Receipt => ({
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

  /** What is found of an order; undefined while it is under way, or could still be sent by the process that has given it. */
  async function find({ order, actuator, orderedAtSeconds }: OpenOrder): Promise<Receipt | undefined> {
    const unknown = { outcome: "unknown", detail: "the process ended while it was carried out" } as const;
    const found = await router.named(actuator)?.actuator.find?.(order).catch(() => unknown) ?? unknown;
    const now = clock.now();
    if (found.outcome === "pending") {
      return now - orderedAtSeconds < MAX_PENDING_SECONDS
        ? undefined
        : { outcome: "unknown", detail: `still under way after ${MAX_PENDING_SECONDS} s: ${found.detail}` };
    }
    return found.outcome === "failed" && now < (order.expiresAtSeconds ?? 0) ? undefined : found;
  }

  async function lookUp(): Promise<void> {
    lookedUpAtSeconds = clock.now();
    for (const open of pending()) {
      const found = await find(open);
      if (found !== undefined) answered(open, found);
    }
  }

  return {
    get isBusy() {
      return current !== undefined;
    },
    get isPending() {
      return pending().length > 0;
    },
    liftedBy,
    give: ({ action, reason, proposal, takesAttempt, undoes, measures, by }, step) => {
      const routed = router.route(action, by);
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
        expiresAtSeconds: clock.now() + ORDER_SECONDS,
        ...(action.kind === "restore" && { measures: measures ?? actionsOf(memory.state.temporary) }),
        ...(measures !== undefined && { isPartial: true }),
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
      currentKey = order.idempotencyKey;
      current = carryOut(open, routed.route).finally(() => {
        current = undefined;
        currentKey = undefined;
      });
    },
    due: () => {
      const now = clock.now();
      const settledAt = (open: OpenOrder) => settledAtSeconds(open, settings);
      const isCalm = now >= Math.max(...memory.state.orders.map(settledAt));
      return memory.state.orders.filter((open) =>
        open.receipt !== null && (isCalm || now >= settledAt(open) + (MAX_SETTLING - 1) * settleSeconds)
      );
    },
    forget: ({ order }) => replace(order.idempotencyKey, () => []),
    lookUp,
    followUp: () => {
      if (lookingUp !== undefined || pending().length === 0) return;
      if (Math.abs(clock.now() - lookedUpAtSeconds) < LOOK_UP_SECONDS) return;
      lookingUp = lookUp().finally(() => {
        lookingUp = undefined;
      });
    },
    plan: async (action, reason) => {
      const routed = router.route(action);
      if ("refused" in routed) return routed.refused;
      const incident = incidentId();
      const order: Order = { action, incident, idempotencyKey: `${incident}-plan`, dryRun: true, reason };
      const { detail } = await routed.route.actuator.carryOut(order)
        .catch((error) => ({ detail: `can't be planned: ${error.message}` }));
      return `${effectText(action, settings)}. By ${routed.route.name}: ${detail}`;
    },
    idle: async () => {
      await Promise.all([current, lookingUp]);
    },
  };
}
