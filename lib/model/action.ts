import { deepFreeze } from "./deep_freeze.ts";
import { type Catalogue, catalogue, type Entry } from "./catalogue.ts";
import { number, text, wholeNumber } from "./parameters.ts";
import { showValue } from "./show_value.ts";
import { requireName } from "./suggest.ts";
import type { Topology } from "./topology.ts";
import { UsageError } from "./usage_error.ts";

/** What an agent can do to the system in one step. */
export type Action =
  | { readonly kind: "noop" }
  | { readonly kind: "restart"; readonly service: string }
  | { readonly kind: "rollback"; readonly service: string }
  | { readonly kind: "failover"; readonly service: string }
  | { readonly kind: "scale"; readonly service: string; readonly delta: 1 | -1 }
  | { readonly kind: "drain"; readonly service: string }
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
  "drain",
] as const satisfies readonly Action["kind"][];
deepFreeze(ACTION_KINDS);

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
    about:
      "goes back to the version of a stateless service before the last deployment, in batches; at a cache or database it mends nothing, but counts as an action",
    parameters: { service },
  },
  {
    name: "failover",
    about:
      "hands a database over to its standby, whose buffers are cold; at any other service it mends nothing, but counts as an action",
    parameters: { service },
  },
  {
    name: "scale",
    about: "orders one replica more, or takes one away; it counts after a delay",
    parameters: {
      service,
      delta: wholeNumber({
        about: "1 for one more, -1 for one less; it must be given",
        unit: "replicas",
        range: [-1, 1],
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
  {
    name: "drain",
    about:
      "takes the slowest replica of a service out of its load balancer; a fresh one replaces it after a delay",
    parameters: { service },
  },
]);

/** The name of a kind of action. */
export type ActionKind = Action["kind"];

/** The action that changes nothing. */
export const NOOP: Action = Object.freeze({ kind: "noop" });

/**
 * Checks that an action is one that the system can be asked for: its kind exists, its services or its call are in the topology, and no
 * number is out of range. Allocates nothing unless it throws.
 *
 * @throws {UsageError} that says what is wrong, with the nearest name
 *
 * @example
 * ```ts
 * import { throws } from "node:assert";
 * import { createTopology } from "aiops";
 * import { checkAction } from "aiops/model";
 * const topology = createTopology("three-tier");
 * checkAction({ kind: "scale", service: "db", delta: 1 }, topology);
 * const typo = { kind: "restart", service: "bd" } as const;
 * throws(() => checkAction(typo, topology), /Cannot find the service "bd": did you mean "db"\?/);
 * ```
 */
export function checkAction(action: Action, topology: Topology): void {
  switch (action?.kind) {
    case "noop":
    case "clear_cache":
    case "restore":
      return;
    case "restart":
    case "rollback":
    case "failover":
    case "drain":
      return checkService(action.service, topology);
    case "scale":
      checkService(action.service, topology);
      if (action.delta === 1 || action.delta === -1) return;
      throw new UsageError(
        `A scaling adds 1 replica or takes 1 away: delta must be 1 or -1, found ${showValue(action.delta)}`,
      );
    case "limit_traffic":
      if (typeof action.factor === "number" && action.factor > 0 && action.factor <= 1) return;
      throw new UsageError(
        `A traffic limit must lie above 0 and up to 1, found ${showValue(action.factor)}`,
      );
    case "open_breaker":
      checkService(action.caller, topology);
      checkService(action.callee, topology);
      return checkCall(action.caller, action.callee, topology);
    default:
      throw noAction(action);
  }
}

/** Why something is no action. @throws {UsageError} for a kind that is not known, with the nearest one */
function noAction(action: unknown): UsageError {
  const kind = (action as { readonly kind?: unknown } | null | undefined)?.kind;
  if (kind !== undefined) requireName("action", kind as string, ACTION_KINDS);
  return new UsageError(
    `An action must be an object with a kind, found ${showValue(action)}. Known: ${ACTION_KINDS.join(", ")}`,
  );
}

function checkService(name: string, { services }: Topology): void {
  for (let i = 0; i < services.length; i++) {
    if (services[i]!.name === name) return;
  }
  requireName("service", name, services.map((service) => service.name));
}

function checkCall(caller: string, callee: string, { calls }: Topology): void {
  for (let i = 0; i < calls.length; i++) {
    if (calls[i]!.caller === caller && calls[i]!.callee === callee) return;
  }
  const known = calls.flatMap((call) => call.caller === caller ? [call.callee] : []);
  throw new UsageError(
    `The service "${caller}" does not call "${callee}". Known: ${known.join(", ") || "none"}`,
  );
}

/** An action as a person would write it: `restart(api)`, `limit_traffic(0.4)`. It names the action uniquely. @throws {UsageError} for what is no action */
export function describeAction(action: Action): string {
  switch (action?.kind) {
    case "noop":
    case "clear_cache":
    case "restore":
      return action.kind;
    case "restart":
    case "rollback":
    case "failover":
    case "drain":
      return `${action.kind}(${action.service})`;
    case "scale":
      return `scale(${action.service}, ${action.delta > 0 ? "+1" : "-1"})`;
    case "limit_traffic":
      return `limit_traffic(${action.factor})`;
    case "open_breaker":
      return `open_breaker(${action.caller}, ${action.callee})`;
    default:
      throw noAction(action);
  }
}
