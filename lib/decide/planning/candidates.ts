import { type Action, describeAction, NOOP, serviceIndex, TIMINGS, type Topology } from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";
import type { Remedy } from "../remedies/remedies.ts";
import type { Particle } from "./particles.ts";

/** Weight of the particles with a fault at a service from which remedies there are candidates. */
const MIN_WEIGHT = 0.02;
/** Weight of particles with two faults from which plans for two are candidates, and how many services these are for. */
const [MIN_PAIR_WEIGHT, MAX_PAIRED] = [0.2, 3];
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
  if (weightOfPairs(particles) >= MIN_PAIR_WEIGHT) {
    plans.push(...pairs(suspects.map(([service]) => service), context));
  }
  const texts = plans.map((plan) => JSON.stringify(plan));
  return plans.filter((_, i) => texts.indexOf(texts[i]!) === i);
}

/** The weight of particles with two faults or more. */
function weightOfPairs(particles: readonly Particle[]): number {
  return particles.reduce(
    (sum, { supposition, weight }) => supposition.faults.length > 1 ? sum + weight : sum,
    0,
  );
}

/** Plans that repair two services, one after the other as guardrails let them, behind breakers where there are any. */
function pairs(
  suspects: readonly string[],
  { topology, timings = TIMINGS.realistic }: PolicyContext,
): readonly Remedy[] {
  const pause = Array<Action>(timings.restart.service.downSteps).fill(NOOP);
  const some = suspects.slice(0, MAX_PAIRED);
  return some.flatMap((one) =>
    some.flatMap((other) => {
      if (one === other) return [];
      const [first, second] = [one, other].map((service) =>
        repairs(topology, serviceIndex(topology, service))
      );
      const own = breakers(topology, one).concat(breakers(topology, other));
      const shields = own.filter((action, i) => own.findIndex((same) => isSame(same, action)) === i);
      return first!.flatMap((a) =>
        second!.flatMap((b) => {
          const gap = isDisruptive(a) && isDisruptive(b) ? pause : [];
          const plan = [a, ...gap, b];
          return shields.length > 0
            ? [plan, [...shields, a, ...gap.slice(1), ...(gap.length > 0 ? shields : []), b]]
            : [plan];
        })
      );
    })
  );
}

function isDisruptive({ kind }: Action): boolean {
  return kind === "restart" || kind === "rollback" || kind === "failover";
}

function isSame(one: Action, other: Action): boolean {
  return describeAction(one) === describeAction(other);
}
