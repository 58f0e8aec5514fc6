import { describeAction } from "../../../model/mod.ts";
import type { Mode, Order } from "../../contract.ts";
import { budgetRefusal } from "./budget.ts";
import { isSameAttempt } from "../incidents.ts";
import type { LeaseView } from "../authority/lease.ts";
import type { Router } from "./router.ts";
import type { LoopSettings } from "../settings.ts";
import type { SloReading } from "../slo_watch.ts";
import type { LoopState } from "../state/state.ts";

/** Why an action may not be carried out now. */
export interface Refusal {
  /** Which limit, for counting. */
  readonly by:
    | "mode"
    | "lease"
    | "kill-switch"
    | "disk"
    | "telemetry"
    | "busy"
    | "routing"
    | "rejected"
    | "attempts"
    | "budget"
    | "guardrails";
  /** In words. */
  readonly why: string;
  /** Whether an approved action may wait until it is over. */
  readonly passes: boolean;
}

/** What is known when an action is about to be carried out. */
export interface GateContext {
  readonly settings: LoopSettings;
  readonly router: Router;
  readonly state: LoopState;
  readonly lease: LeaseView;
  readonly reading: SloReading;
  readonly hasAlarm: boolean;
  readonly nowSeconds: number;
  readonly isStopped: boolean;
  /** Whether the audit log or the state can't be written. */
  readonly isUnwritable: boolean;
  readonly isBusy: boolean;
  /** Whether an order of before a restart may still be under way. */
  readonly isPending: boolean;
}

/** Whether a mode lets the loop give any order. */
export function givesOrders(mode: Mode): boolean {
  return mode === "approve" || mode === "act";
}

/**
 * Why the loop forbids an action, before the guardrails are asked; undefined: it doesn't. An undo takes no attempt. What is lifted was ordered by the loop itself
 * and does harm as long as it lasts: neither missing telemetry nor a no to the agent's own `restore` holds it up.
 */
export function gateRefusal(
  action: Order["action"],
  context: GateContext,
  { isUndo = false, isLifting = false }: { readonly isUndo?: boolean; readonly isLifting?: boolean } = {},
): Refusal | undefined {
  const { settings, router, state, lease, reading, hasAlarm, nowSeconds } = context;
  const { verification: { attempts, settleSeconds } } = settings;
  const { incident } = state;
  if (isUndo && !givesOrders(settings.mode)) {
    return { by: "mode", why: `the mode ${settings.mode} gives no orders`, passes: false };
  }
  if (!lease.isOurs) return { by: "lease", why: `${lease.owner} acts here`, passes: true };
  if (context.isStopped) return { by: "kill-switch", why: "the kill switch is on", passes: true };
  if (context.isUnwritable) return { by: "disk", why: "audit log or state can't be written", passes: true };
  if (!reading.isMeasured && !isLifting) {
    return { by: "telemetry", why: `the SLO of ${settings.topology.front} is not measured`, passes: true };
  }
  if (context.isBusy) return { by: "busy", why: "another order is being carried out", passes: true };
  if (context.isPending && !isLifting) {
    return { by: "busy", why: "an order of before the restart may still be under way", passes: true };
  }
  const routed = router.route(action);
  if ("refused" in routed) return { by: "routing", why: routed.refused, passes: false };
  if (!isLifting && incident?.rejected.includes(describeAction(action))) {
    return { by: "rejected", why: "it was said no to in this incident", passes: false };
  }
  const takesAttempt = !isUndo && action.kind !== "restore" && (reading.inBreach || hasAlarm);
  if (takesAttempt && incident !== null) {
    if (incident.escalated !== null) {
      return { by: "attempts", why: `people were called: ${incident.escalated}`, passes: false };
    }
    if (incident.attempts >= attempts && !isSameAttempt(incident, nowSeconds, settleSeconds)) {
      return { by: "attempts", why: `the incident has had its ${attempts} attempts`, passes: false };
    }
  }
  const budget = isUndo ? undefined : budgetRefusal(action, { settings, nowSeconds, ...state });
  return budget === undefined ? undefined : { by: "budget", why: budget, passes: true };
}
