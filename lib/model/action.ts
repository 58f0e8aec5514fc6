/** What an agent can do to the system in one step. */
export type Action =
  | { readonly kind: "noop" }
  | { readonly kind: "restart"; readonly service: string }
  | { readonly kind: "rollback"; readonly service: string }
  | { readonly kind: "failover"; readonly service: string }
  | { readonly kind: "scale"; readonly service: string; readonly delta: 1 | -1 }
  | { readonly kind: "clear_cache" }
  | { readonly kind: "limit_traffic"; readonly factor: number }
  | { readonly kind: "open_breaker"; readonly caller: string; readonly callee: string }
  | { readonly kind: "restore" };

/** The kinds of action, in the order of the columns that count them. */
export const ACTION_KINDS = [
  "noop",
  "restart",
  "rollback",
  "failover",
  "scale",
  "clear_cache",
  "limit_traffic",
  "open_breaker",
  "restore",
] as const satisfies readonly Action["kind"][];

/** The name of a kind of action. */
export type ActionKind = Action["kind"];

/** The action that changes nothing. */
export const NOOP: Action = { kind: "noop" };

/** An action as a person would write it: `restart(api)`, `limit_traffic(0.4)`. It names the action uniquely. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case "noop":
    case "clear_cache":
    case "restore":
      return action.kind;
    case "scale":
      return `scale(${action.service}, ${action.delta > 0 ? "+1" : "-1"})`;
    case "limit_traffic":
      return `limit_traffic(${action.factor})`;
    case "open_breaker":
      return `open_breaker(${action.caller}, ${action.callee})`;
    default:
      return `${action.kind}(${action.service})`;
  }
}
