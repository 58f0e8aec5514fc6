import { deepFreeze } from "../deep_freeze.ts";
import { nearestName } from "../suggest.ts";
import type { Call, Service, Topology } from "../topology.ts";
import { UsageError } from "../usage_error.ts";

/** Largest sizes of a topology. */
export const TOPOLOGY_LIMITS = {
  /** Services. */
  services: 10_000,
  /** Calls. */
  calls: 100_000,
  /** Calls in a row: a calls b, b calls c, and so on. */
  depth: 500,
  /** Mean visits of one user's request to all services together. */
  visitsPerRequest: 10_000,
} as const;
deepFreeze(TOPOLOGY_LIMITS);

/** Most calls of one kind per request of the caller. */
export const MAX_CALLS_PER_REQUEST = 100;

/** Checks what services and calls say of each other. @returns the front, which is the only service that no other calls unless given @throws {UsageError} that names the service or call, and what is wrong */
export function checkGraph(
  { services, calls, front }: Pick<Topology, "services" | "calls"> & { readonly front: string | undefined },
  thing: string,
): string {
  const kinds = new Map<string, Service["kind"]>();
  for (const { name, kind, cache } of services) {
    if (kinds.has(name)) throw new UsageError(`${thing}: service ${JSON.stringify(name)} is there twice`);
    kinds.set(name, kind);
    if (kind === "cache" || cache === undefined) continue;
    throw new UsageError(`${thing}: service ${JSON.stringify(name)}: cache must be absent from a ${kind}`);
  }
  const requireService = (service: string, where: string) => {
    if (kinds.has(service)) return;
    const nearest = nearestName(service, [...kinds.keys()]);
    throw new UsageError(
      `${thing}: ${where} must be one of its services, found ${JSON.stringify(service)}${
        nearest === undefined ? "" : `: did you mean ${JSON.stringify(nearest)}?`
      }`,
    );
  };
  if (front !== undefined) requireService(front, "front");
  const asked = new Set<string>();
  const behind = new Set(
    calls.flatMap(({ caller, onMissOf }) =>
      onMissOf === undefined ? [] : [JSON.stringify([caller, onMissOf])]
    ),
  );
  let made = 0;
  for (const { caller, callee, onMissOf, callsPerRequest, mode } of calls) {
    const where = `call ${JSON.stringify(caller)} -> ${JSON.stringify(callee)}`;
    requireService(caller, `${where}: caller`);
    requireService(callee, `${where}: callee`);
    asked.add(JSON.stringify([caller, callee]));
    made += Math.max(1, Math.ceil(callsPerRequest));
    if (callsPerRequest > 1 && (onMissOf !== undefined || behind.has(JSON.stringify([caller, callee])))) {
      throw new UsageError(
        `${thing}: ${where}: callsPerRequest must be at most 1 for a call on a miss and for the cache that it stands behind, found ${callsPerRequest}`,
      );
    }
    if (callsPerRequest > 1 && mode === "parallel") {
      throw new UsageError(
        `${thing}: ${where}: callsPerRequest must be at most 1 for a parallel call, found ${callsPerRequest}: the simulator adds up calls of one kind, one after the other`,
      );
    }
    if (onMissOf === undefined) continue;
    requireService(onMissOf, `${where}: onMissOf`);
    if (
      kinds.get(onMissOf) === "cache" && onMissOf !== callee && asked.has(JSON.stringify([caller, onMissOf]))
    ) continue;
    throw new UsageError(
      `${thing}: ${where}: onMissOf must be a cache that ${
        JSON.stringify(caller)
      } asks in an earlier call, found ${JSON.stringify(onMissOf)}`,
    );
  }
  if (made > TOPOLOGY_LIMITS.calls) {
    throw new UsageError(
      `${thing}: calls, each as often as its callsPerRequest, must be at most ${TOPOLOGY_LIMITS.calls}, found ${made}`,
    );
  }
  const root = front ?? onlyRoot({ services, calls }, thing);
  checkFlow({ services, calls, front: root }, thing);
  return root;
}

/** The only service that no other calls. @throws {UsageError} if there are several or none */
function onlyRoot({ services, calls }: Pick<Topology, "services" | "calls">, thing: string): string {
  const called = new Set(calls.map(({ callee }) => callee));
  const roots = services.map(({ name }) => name).filter((name) => !called.has(name));
  if (roots.length === 1) return roots[0]!;
  // Without a cycle there is a service that no other calls.
  if (roots.length === 0 && services.length > 0) throw cycleFound(services, calls, thing);
  throw new UsageError(
    `${thing}: front is missing: it must be the service that users call${
      roots.length === 0 ? "" : `, found ${roots.length} that no other calls: ${roots.slice(0, 4).join(", ")}`
    }`,
  );
}

/** Checks that calls form no cycle, no chain that is too long and no explosion of visits. */
function checkFlow(
  { services, calls, front }: Pick<Topology, "services" | "calls" | "front">,
  thing: string,
): void {
  const byCaller = Map.groupBy(calls, ({ caller }) => caller);
  const callers = new Map(services.map(({ name }) => [name, 0]));
  for (const { callee } of calls) callers.set(callee, callers.get(callee)! + 1);
  const depth = new Map(services.map(({ name }) => [name, 0]));
  const visits = new Map(services.map(({ name }) => [name, name === front ? 1 : 0]));
  const ready = services.flatMap(({ name }) => callers.get(name) === 0 ? [name] : []);
  let total = 0;
  for (const caller of ready) {
    total += visits.get(caller)!;
    for (const { callee, callsPerRequest } of byCaller.get(caller) ?? []) {
      depth.set(callee, Math.max(depth.get(callee)!, depth.get(caller)! + 1));
      visits.set(callee, visits.get(callee)! + visits.get(caller)! * callsPerRequest);
      callers.set(callee, callers.get(callee)! - 1);
      if (callers.get(callee) === 0) ready.push(callee);
    }
  }
  const isReady = new Set(ready);
  if (ready.length < services.length) {
    throw cycleFound(services.filter(({ name }) => !isReady.has(name)), calls, thing);
  }
  const deepest = Math.max(...depth.values());
  if (deepest > TOPOLOGY_LIMITS.depth) {
    throw new UsageError(
      `${thing}: calls in a row must be at most ${TOPOLOGY_LIMITS.depth}, found ${deepest}`,
    );
  }
  if (!(total <= TOPOLOGY_LIMITS.visitsPerRequest)) {
    throw new UsageError(
      `${thing}: mean visits per user's request must be at most ${TOPOLOGY_LIMITS.visitsPerRequest}, found ${
        total.toPrecision(3)
      }`,
    );
  }
}

/** @param left services each of which another one of them calls */
function cycleFound(left: readonly Service[], calls: readonly Call[], thing: string): UsageError {
  const byCaller = Map.groupBy(calls, ({ caller }) => caller);
  const cycle = cycleAmong(new Set(left.map(({ name }) => name)), byCaller);
  return new UsageError(
    `${thing}: calls must not form a cycle, found ${cycle.map((each) => JSON.stringify(each)).join(" -> ")}`,
  );
}

/**
 * A cycle among the services that Kahn's algorithm has left over, in their order; each of them has a caller among them. Of a long cycle the
 * first four services.
 */
function cycleAmong(left: ReadonlySet<string>, byCaller: ReadonlyMap<string, readonly Call[]>): string[] {
  const order = [...left];
  const callerOf = new Map<string, string>();
  for (const caller of order) {
    for (const { callee } of byCaller.get(caller) ?? []) callerOf.set(callee, caller);
  }
  // Going back from caller to caller ends up in a cycle; going round once more from there gives it.
  let at = order[0]!;
  for (let i = 0; i < order.length; i++) at = callerOf.get(at)!;
  const members = [at];
  while (callerOf.get(members[0]!) !== at) members.unshift(callerOf.get(members[0]!)!);
  const inCycle = new Set(members);
  const first = members.indexOf(order.find((name) => inCycle.has(name))!);
  const cycle = [...members.slice(first), ...members.slice(0, first)];
  return cycle.length > 4 ? [...cycle.slice(0, 4), "…"] : [...cycle, cycle[0]!];
}
