import type { Topology } from "../../../model/mod.ts";
import type { Order } from "../../contract.ts";
import type { LoopSettings } from "../settings.ts";
import type { OpenOrder } from "../state/state.ts";

const HOUR_SECONDS = 3600;

/** The services whose replicas an action touches. Limits on traffic and breakers touch none: `restore` lifts them at once. */
export function touchedBy(action: Order["action"], { services }: Topology): readonly string[] {
  switch (action.kind) {
    case "restart":
    case "rollback":
    case "failover":
    case "scale":
    case "drain":
      return [action.service];
    case "clear_cache":
      return services.filter(({ kind }) => kind === "cache").map(({ name }) => name);
    default:
      return [];
  }
}

/** Times of the actions within the last hour before a time. A time ahead of it, as from a clock that was set back, counts. */
export function withinHour(actedAtSeconds: readonly number[], nowSeconds: number): readonly number[] {
  return actedAtSeconds.filter((at) => nowSeconds - at < HOUR_SECONDS);
}

/** Why the budget forbids an action; undefined: it doesn't. */
export function budgetRefusal(
  action: Order["action"],
  { settings: { budget, topology }, nowSeconds, actedAtSeconds, orders }: {
    readonly settings: Pick<LoopSettings, "budget" | "topology">;
    readonly nowSeconds: number;
    readonly actedAtSeconds: readonly number[];
    readonly orders: readonly OpenOrder[];
  },
): string | undefined {
  if (action.kind === "restore") return undefined;
  if (withinHour(actedAtSeconds, nowSeconds).length >= budget.actionsPerHour) {
    return `the budget is ${budget.actionsPerHour} actions an hour`;
  }
  const touched = new Set(orders.flatMap(({ order }) => touchedBy(order.action, topology)));
  const wanted = touchedBy(action, topology).filter((name) => !touched.has(name));
  if (wanted.length === 0 || touched.size + wanted.length <= budget.servicesAtOnce) return undefined;
  const open = touched.size === 0 ? "" : `, and ${[...touched].join(", ")} is not verified yet`;
  return `the budget is ${budget.servicesAtOnce} services at once${open}`;
}
