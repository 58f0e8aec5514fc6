import { describeAction, type Topology } from "../../model/mod.ts";
import { meantName } from "../../model/suggest.ts";
import type { ActuatorConfig } from "../config/actuator_schema.ts";
import type { LiveConfig, RouteConfig } from "../config/schema.ts";
import type { Mode, Order } from "../contract.ts";
import type { Routing } from "../actuators/routing.ts";
import { routeMatches } from "../actuators/routing.ts";
import { fits } from "../actuators/template.ts";
import type { CheckResult } from "./check_result.ts";
import { CARRIED_OUT_KINDS, possibleActions } from "./possible_actions.ts";

/** Actions that a message names. */
const MAX_NAMED = 4;

/** What is asked of the routes. */
export interface RoutesToCheck {
  readonly config: Pick<LiveConfig, "actions">;
  readonly mode: Mode;
  readonly topology: Topology;
  readonly routing: Pick<Routing, "routes" | "route">;
}

/** Holds the entries of `actions` against the topology and the mode: what matches nothing, what can't be carried out, what nobody carries out. */
export function checkRoutes(given: RoutesToCheck): CheckResult[] {
  const { config: { actions }, mode } = given;
  if (actions.length === 0) {
    if (mode === "observe") return [];
    return [{
      asked: "actions",
      verdict: mode === "suggest" ? "note" : "wrong",
      text: `there is no entry, so that the mode ${mode} refuses every action`,
    }];
  }
  return [...actions.flatMap((route, i) => checkRoute(route, i, given)), ...checkKinds(given)];
}

function checkRoute(route: RouteConfig, index: number, given: RoutesToCheck): CheckResult[] {
  const { topology, routing } = given;
  const { match, by } = route;
  const asked = `actions[${index}].match`;
  const trouble = (
    verdict: CheckResult["verdict"],
    text: string,
  ): CheckResult[] => [{ asked, verdict, text }];
  const named = match.kind === undefined ? undefined : [match.kind].flat();
  if (match.service !== undefined && !matchesService(match.service, topology)) {
    return trouble("wrong", matchesNothing(match, topology));
  }
  const matched = (named ?? CARRIED_OUT_KINDS).flatMap((kind) => possibleActions(kind, topology))
    .filter((action) => routeMatches(match, action));
  if (matched.length === 0) return trouble("wrong", matchesNothing(match, topology));
  const first = matched.filter((action) => ownerOf(action, given) === index);
  if (first.length === 0) {
    return trouble("note", "is never reached: entries before it match all that it matches");
  }
  const { actuator } = routing.routes[index]!;
  // A kind that an entry for any action can't carry out at all is told of as one that nobody carries out.
  const isMeant = ({ kind }: Order["action"]) =>
    named !== undefined || first.some((action) => action.kind === kind && actuator.supports(action));
  const impossible = first.filter((action) => !actuator.supports(action) && isMeant(action));
  if (impossible.length === 0) return trouble("ok", `is for ${listed(first.map(describeAction))}`);
  const whole = (named ?? []).find((kind) =>
    impossible.some((action) => action.kind === kind) &&
    first.every((action) => action.kind !== kind || impossible.includes(action))
  );
  const example = impossible.find(({ kind }) => whole === undefined || kind === whole)!;
  const text = `${by.type} can't carry out ${whole ?? listed(impossible.map(describeAction))}${
    whyNot(by, example)
  }`;
  return trouble(whole === undefined ? "note" : "wrong", text);
}

/** The first entry that matches an action. */
function ownerOf(action: Order["action"], { config: { actions } }: RoutesToCheck): number {
  return actions.findIndex(({ match }) => routeMatches(match, action));
}

function matchesService(service: string, { services }: Pick<Topology, "services">): boolean {
  return services.some(({ name }) => routeMatches({ service }, { kind: "restart", service: name }));
}

function matchesNothing(
  { kind, service }: RouteConfig["match"],
  { services }: Pick<Topology, "services">,
): string {
  const names = services.map(({ name }) => name);
  const what = kind === undefined ? "no action" : `no action of the kind ${[kind].flat().join(", ")}`;
  if (service === undefined) return `matches ${what} that the topology has`;
  if (matchesService(service, { services })) return `matches ${what} of ${service}`;
  const meant = meantName(service.replaceAll("*", ""), names);
  return `service ${JSON.stringify(service)} matches no service${
    meant === undefined ? "" : `: did you mean ${JSON.stringify(meant)}?`
  } Known: ${names.join(", ")}`;
}

/** Which text of an entry asks for what an action has not. */
function whyNot(by: ActuatorConfig, action: Order["action"]): string {
  const texts = by.type === "command"
    ? by.argv
    : by.type === "haproxy"
    ? [by.backend]
    : by.type === "kubernetes"
    ? [by.deployment]
    : [];
  const missing = texts.find((text) => !fits(text, action));
  if (missing !== undefined) {
    return `: "${missing}" needs what ${describeAction(action)} has not`;
  }
  if (by.type !== "haproxy") return "";
  if (action.kind === "limit_traffic") return ": it needs frontend and maxConnections";
  return action.kind === "scale" ? ": it needs spares" : "";
}

/** Kinds of action that an agent may propose and nobody carries out. */
function checkKinds({ topology, routing }: RoutesToCheck): CheckResult[] {
  const isRouted = (action: Order["action"]) => "route" in routing.route(action);
  const unrouted = CARRIED_OUT_KINDS.filter((kind) => {
    const possible = possibleActions(kind, topology);
    return possible.length > 0 && !possible.some(isRouted);
  });
  return unrouted.length === 0 ? [] : [{
    asked: "actions",
    verdict: "note",
    text: `no entry carries out ${unrouted.join(", ")}: where the agent proposes it, it is refused`,
  }];
}

function listed(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
