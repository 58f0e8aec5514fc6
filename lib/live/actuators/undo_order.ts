import type { Order } from "../contract.ts";

/**
 * The order that takes an action back, where there is one: a replica less for a replica more, `restore` for what holds traffic or calls back and for
 * a server that was taken out of its load balancer.
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert";
 * import { undoOf } from "./undo_order.ts";
 * const undo = undoOf({ kind: "scale", service: "api", delta: 1 });
 * deepStrictEqual(undo, { kind: "scale", service: "api", delta: -1 });
 * strictEqual(undoOf({ kind: "restart", service: "api" }), undefined);
 * ```
 */
export function undoOf(action: Order["action"]): Order["action"] | undefined {
  switch (action.kind) {
    case "scale":
      return { kind: "scale", service: action.service, delta: action.delta === 1 ? -1 : 1 };
    case "limit_traffic":
    case "open_breaker":
    case "drain":
      return { kind: "restore" };
    default:
      return undefined;
  }
}
