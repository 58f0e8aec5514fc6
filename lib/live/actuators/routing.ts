import { describeAction } from "../../model/mod.ts";
import type { Order } from "../contract.ts";
import { createRestoring } from "./restoring.ts";
import type { Route, RouteMatch } from "./route.ts";

/** Where an action goes. */
export type Routed = { readonly route: Route } | { readonly refused: string };

/** Sends each action to one actuator. */
export interface Routing {
  /** The rules in their order. */
  readonly routes: readonly Route[];
  /**
   * The first rule that matches an action, or why it is refused: no rule matches, or what the first one names can't do it. `restore` goes to each of its rules
   * that has carried out a limit, a breaker or a drain since its last `restore`; to all of them where none has.
   */
  route(action: Order["action"]): Routed;
  /** The rule of a name; undefined where the configuration no longer has it. */
  named(name: string): Route | undefined;
  /** Closes every actuator. */
  close(): Promise<void>;
}

/**
 * Makes a routing of rules; the first one that matches counts. A rule with a service matches no action without one, as `clear_cache`, unless it is `*`; but
 * it matches `restore`, which takes back what it has done to that service.
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert";
 * import { createDryRun } from "./dry_run.ts";
 * import { createRouting } from "./routing.ts";
 * const actuator = createDryRun();
 * const routing = createRouting([{ name: "actions[0] dry-run", match: { kind: "restart", service: "api*" }, actuator }]);
 * ok("route" in routing.route({ kind: "restart", service: "api-2" }));
 * const routed = routing.route({ kind: "restart", service: "db" });
 * strictEqual("refused" in routed && routed.refused, "no entry of actions is for restart(db): there is actions[0] dry-run for restart of api*");
 * ```
 */
export function createRouting(routes: readonly Route[]): Routing {
  const restoring = createRestoring(
    routes.filter(({ match, actuator }) =>
      matches(match, { kind: "restore" }) && actuator.supports({ kind: "restore" })
    ),
  );
  return {
    routes,
    route: (action) => {
      const restored = action.kind === "restore" ? restoring.route() : undefined;
      if (restored !== undefined) return { route: restored };
      const route = routes.find(({ match }) => matches(match, action));
      if (route === undefined) return { refused: noRoute(action, routes) };
      if (route.actuator.supports(action)) return { route: restoring.watched(route) };
      return {
        refused: `${route.name}, which is the first entry for ${describeAction(action)}, can't carry it out`,
      };
    },
    named: (name) => routes.find((route) => route.name === name) ?? restoring.named(name),
    close: async () => {
      await Promise.all(
        [...new Set(routes.map(({ actuator }) => actuator))].map((actuator) => actuator.close()),
      );
    },
  };
}

function noRoute(action: Order["action"], routes: readonly Route[]): string {
  const known = routes.map(({ name, match: { kind, service } }) =>
    `${name} for ${kind === undefined ? "any action" : [kind].flat().join(", ")}${
      service === undefined ? "" : ` of ${service}`
    }`
  );
  return `no entry of actions is for ${describeAction(action)}: there is ${known.join("; ") || "none"}`;
}

function matches({ kind, service }: RouteMatch, action: Order["action"]): boolean {
  if (kind !== undefined && ![kind].flat().includes(action.kind)) return false;
  if (service === undefined || service === "*" || action.kind === "restore") return true;
  const target = targetOf(action);
  return target !== undefined && matchesPattern(service, target);
}

/** The service that an action is for: of a breaker the callee; undefined for what is for the whole system. */
export function targetOf(action: Order["action"]): string | undefined {
  if (action.kind === "open_breaker") return action.callee;
  return "service" in action ? action.service : undefined;
}

/** Whether a name has a pattern's parts in their order; without regular expressions, whose time a pattern could blow up. */
function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === name;
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) {
    return false;
  }
  let at = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
