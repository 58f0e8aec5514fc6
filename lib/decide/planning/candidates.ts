import { type Action, describeAction, NOOP, serviceIndex, TIMINGS, type Topology } from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";
import type { Remedy } from "../remedies/remedies.ts";
import type { Particle } from "./particles.ts";

/** Weight of the particles with a fault at a service from which remedies there are candidates. */
const MIN_WEIGHT = 0.02;
/** Weight of two faults at certain services from which plans for both are candidates, for how many such pairs, and the weight of all from which these come first. */
const [MIN_PAIR_WEIGHT, MAX_PAIRS, MIN_LIKELY_PAIRS] = [0.1, 2, 0.6];
/** Shares of the traffic that a limit lets in. */
const LIMITS = [0.8, 0.6, 0.4];

const limit = (factor: number): Action => ({ kind: "limit_traffic", factor });
const scaleUp = (service: string): Action => ({ kind: "scale", service, delta: 1 });

/** Breakers in front of a service, or of the databases that it calls, whose calls requests fail without. */
function breakers({ calls, services }: Topology, service: string): readonly Action[] {
  const kindOf = new Map(services.map(({ name, kind }) => [name, kind]));
  return calls
    .filter(({ caller, callee, critical }) =>
      critical && kindOf.get(callee) === "database" && (callee === service || caller === service)
    )
    .map(({ caller, callee }): Action => ({ kind: "open_breaker", caller, callee }));
}

/** What may end a fault at a service, alone. */
function repairs({ services }: Topology, index: number): readonly Action[] {
  const { name, kind, balancer } = services[index]!;
  const drains: readonly Action[] = balancer === undefined ? [] : [{ kind: "drain", service: name }];
  const restart: Action = { kind: "restart", service: name };
  if (kind === "database") return [{ kind: "failover", service: name }, restart, ...drains];
  if (kind === "cache") return [{ kind: "clear_cache" }, restart, ...drains];
  return [{ kind: "rollback", service: name }, restart, ...drains];
}

/** The plans that may be best by what is held: waiting first. */
export function candidatePlans(particles: readonly Particle[], context: PolicyContext): readonly Remedy[] {
  const { topology } = context;
  const weights = new Map<string, number>();
  for (const { supposition, weight } of particles) {
    for (const { service } of supposition.faults) weights.set(service, (weights.get(service) ?? 0) + weight);
  }
  const suspects = [...weights].filter(([, weight]) => weight >= MIN_WEIGHT).toSorted((a, b) => b[1] - a[1]);
  const { front } = topology;
  /** In the order in which they are judged while there is time: what mends alone, what shields meanwhile, then what eases the load first. */
  const [plans, eased]: [Remedy[], Remedy[]] = [[[NOOP]], []];
  const shields: Remedy[] = [];
  for (const [service] of suspects) {
    const index = serviceIndex(topology, service);
    const { kind } = topology.services[index]!;
    const own = breakers(topology, service);
    if (own.length > 0) shields.push(own);
    for (const repair of repairs(topology, index)) {
      plans.push([repair]);
      if (own.length > 0) plans.push([...own, repair]);
      eased.push([limit(0.4), repair], [limit(0.7), repair]);
      if (kind === "service" && repair.kind !== "drain") eased.push([scaleUp(service), repair]);
    }
    if (kind === "service") plans.push([scaleUp(service)], [scaleUp(service), scaleUp(service)]);
  }
  plans.push(
    [scaleUp(front)],
    [scaleUp(front), scaleUp(front)],
    ...LIMITS.map((factor) => [limit(factor)]),
    ...shields,
    [limit(0.7), scaleUp(front)],
    [limit(0.5), scaleUp(front), scaleUp(front)],
    ...eased,
  );
  const both = pairsOf(particles);
  // Where two faults are likely, what mends one is judged only if there is time left.
  const atLeast = both.reduce((sum, [, weight]) => sum + weight, 0) >= MIN_LIKELY_PAIRS ? 1 : plans.length;
  plans.splice(atLeast, 0, ...both.flatMap(([services]) => plansForTwo(services, context)));
  const texts = plans.map((plan) => JSON.stringify(plan));
  return plans.filter((_, i) => texts.indexOf(texts[i]!) === i);
}

/** The services that two faults are supposed at, with the weight of that: the likeliest, where likely at all. */
function pairsOf(particles: readonly Particle[]): readonly (readonly [readonly string[], number])[] {
  const weights = new Map<string, number>();
  for (const { supposition: { faults }, weight } of particles) {
    if (faults.length < 2) continue;
    const key = [...new Set(faults.map(({ service }) => service))].toSorted().join(" ");
    weights.set(key, (weights.get(key) ?? 0) + weight);
  }
  return [...weights].filter(([, weight]) => weight >= MIN_PAIR_WEIGHT)
    .toSorted((a, b) => b[1] - a[1]).slice(0, MAX_PAIRS)
    .map(([key, weight]) => [key.split(" "), weight]);
}

/** What may end a fault at a service that has another beside it: a repair, or replicas for the load. */
function endings(topology: Topology, service: string): readonly Remedy[] {
  const index = serviceIndex(topology, service);
  const single = repairs(topology, index).map((action) => [action]);
  return topology.services[index]!.kind === "service"
    ? [...single, [scaleUp(service), scaleUp(service)]]
    : single;
}

/** Plans that mend two services, one after the other as guardrails let them: as they are, behind breakers where there are any, and with the load eased. */
function plansForTwo(
  services: readonly string[],
  { topology, timings = TIMINGS.realistic }: PolicyContext,
): readonly Remedy[] {
  const [one, other = one!] = services;
  const pause = Array<Action>(timings.restart.service.downSteps).fill(NOOP);
  const own = breakers(topology, one!).concat(breakers(topology, other));
  const shields = own.filter((action, i) => own.findIndex((same) => isSame(same, action)) === i);
  const inOrder = (first: Remedy, second: Remedy): readonly Remedy[] => {
    const gap = first.some(isDisruptive) && second.some(isDisruptive) ? pause : [];
    return [
      ...(shields.length > 0
        ? [[...shields, ...first, ...gap.slice(1), ...(gap.length > 0 ? shields : []), ...second]]
        : []),
      [limit(0.4), ...first, ...gap, ...second],
      [...first, ...gap, ...second],
    ];
  };
  return endings(topology, one!).flatMap((first) =>
    endings(topology, other).flatMap((second) =>
      first === second ? [] : [...inOrder(first, second), ...inOrder(second, first)]
    )
  );
}

/** Whether an action takes a service away for a while: guardrails let only one at a time. */
export function isDisruptive(
  action: Action,
): action is Extract<Action, { readonly kind: "restart" | "rollback" | "failover" }> {
  return action.kind === "restart" || action.kind === "rollback" || action.kind === "failover";
}

function isSame(one: Action, other: Action): boolean {
  return describeAction(one) === describeAction(other);
}
