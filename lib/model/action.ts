import { type Catalogue, catalogue, type Entry } from "./catalogue.ts";
import { number, text, wholeNumber } from "./parameters.ts";

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

const service = text({ about: "the service that is acted on" });

/** What each kind of action does. */
export const actions: Catalogue<Entry> = catalogue<Entry>("action", [
  { name: "noop", about: "changes nothing" },
  {
    name: "restart",
    about: "takes replicas of a service down and up again, a service in batches; a cache comes back cold",
    parameters: { service },
  },
  {
    name: "rollback",
    about: "goes back to the version of a stateless service before the last deployment, in batches",
    parameters: { service },
  },
  {
    name: "failover",
    about: "hands a database over to its standby, whose buffers are cold",
    parameters: { service },
  },
  {
    name: "scale",
    about: "orders one replica more, or takes one away; it counts after a delay",
    parameters: {
      service,
      delta: wholeNumber({
        about: "1 for one more, -1 for one less",
        unit: "replicas",
        range: [-1, 1],
        default: 1,
      }),
    },
  },
  { name: "clear_cache", about: "empties all caches" },
  {
    name: "limit_traffic",
    about: "lets in only a share of the users' requests, for a while",
    parameters: {
      factor: number({ about: "share that is let in", unit: "share", range: [0.05, 1], default: 0.4 }),
    },
  },
  {
    name: "open_breaker",
    about: "holds back the calls from one service to another, for a while",
    parameters: {
      caller: text({ about: "the service that calls" }),
      callee: text({ about: "the service that is called" }),
    },
  },
  { name: "restore", about: "lifts the limit on users' requests and closes all breakers" },
]);

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
