import type { Actuator, Order, Receipt } from "../contract.ts";
import type { Route } from "./route.ts";

/** What `restore` takes back. */
const TAKEN_BACK: ReadonlySet<string> = new Set(["limit_traffic", "open_breaker", "drain"]);
/** Outcomes of several receipts, the one that counts for all of them first. A part that failed had nothing to take back, where others had. */
const BY_WEIGHT = ["unknown", "done", "failed", "planned"] as const;

/** Sends `restore` to every entry that has something to take back: limits may be one actuator's, drains another's. */
export interface Restoring {
  /** The entry, watched for what it may have to take back. */
  watched(route: Route): Route;
  /** Where an order to restore goes; undefined: no entry is for it. */
  route(): Route | undefined;
  /** The entry of a name that `route` gave. */
  named(name: string): Route | undefined;
}

/** Creates the restoring of a routing. @param candidates its entries for `restore` that support it, in their order */
export function createRestoring(candidates: readonly Route[]): Restoring {
  const changed = new Set<string>();
  const all = candidates.length < 2 ? candidates[0] : together(candidates);

  function watched(route: Route): Route {
    if (!candidates.includes(route)) return route;
    const { name, actuator } = route;
    return {
      ...route,
      actuator: {
        ...delegate(actuator),
        carryOut: async (order, signal) => {
          const receipt = await actuator.carryOut(order, signal);
          const isDone = receipt.outcome === "done" || receipt.outcome === "unknown";
          if (isDone && TAKEN_BACK.has(order.action.kind)) changed.add(name);
          if (receipt.outcome === "done" && order.action.kind === "restore") changed.delete(name);
          return receipt;
        },
      },
    };
  }

  return {
    watched,
    route: () => {
      const its = candidates.filter(({ name }) => changed.has(name));
      // What an earlier process has changed is not known.
      const targets = its.length > 0 ? its : candidates;
      return targets.length < 2 ? targets[0] && watched(targets[0]) : together(targets.map(watched));
    },
    named: (name) => name === all?.name ? all : candidates.find((route) => route.name === name),
  };
}

function delegate(actuator: Actuator): Actuator {
  return {
    kind: actuator.kind,
    supports: (action) => actuator.supports(action),
    carryOut: (order, signal) => actuator.carryOut(order, signal),
    ...(actuator.find && { find: (order: Order, signal?: AbortSignal) => actuator.find!(order, signal) }),
    close: () => actuator.close(),
  };
}

/** Several entries as one. */
function together(routes: readonly Route[]): Route {
  const ask = async (what: (route: Route) => Promise<Receipt>): Promise<Receipt> => {
    const receipts = await Promise.all(routes.map(what));
    const outcome = BY_WEIGHT.find((one) => receipts.some((receipt) => receipt.outcome === one))!;
    const detail = receipts.map(({ outcome, detail }, i) => `${routes[i]!.name} ${outcome}: ${detail}`);
    return { outcome, detail: detail.join("; ") };
  };
  return {
    name: routes.map(({ name }) => name).join(" and "),
    match: { kind: "restore" },
    actuator: {
      kind: routes.map(({ actuator }) => actuator.kind).join(" and "),
      supports: ({ kind }) => kind === "restore",
      carryOut: (order, signal) => ask(({ actuator }) => actuator.carryOut(order, signal)),
      find: (order, signal) =>
        ask(({ actuator }) =>
          actuator.find?.(order, signal) ??
            Promise.resolve({ outcome: "unknown", detail: "it can't be looked up" })
        ),
      close: async () => {
        await Promise.all(routes.map(({ actuator }) => actuator.close()));
      },
    },
  };
}
