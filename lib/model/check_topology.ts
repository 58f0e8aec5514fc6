import { z } from "zod";
import { checkOptions } from "./check_options.ts";
import { PLATFORM } from "./platform.ts";
import { nearestName } from "./suggest.ts";
import type { Call, Service, Topology } from "./topology.ts";
import { UsageError } from "./usage_error.ts";

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

const share = z.number().min(0).max(1);
const name = z.string().min(1).max(200);
const rate = z.number().gt(0).max(1e9);
const seconds = z.number().gt(0).max(86_400);

const TOPOLOGY = z.strictObject({
  name,
  front: name,
  services: z.array(z.unknown()).min(1),
  calls: z.array(z.unknown()),
  entryRate: rate,
  userTimeoutSeconds: seconds,
});

const SERVICE = z.strictObject({
  name,
  kind: z.enum(["service", "cache", "database"]),
  replicas: z.int().min(PLATFORM.minReplicas).max(PLATFORM.maxReplicas),
  ratePerReplica: rate,
  queuePlaces: z.int().min(1).max(1e6),
  contention: share,
  coherency: share,
  baseErrorRate: share,
  cache: z.strictObject({ hitRatio: share, warmingReads: z.number().gt(0).max(1e9) }).optional(),
});

const CALL = z.strictObject({
  caller: name,
  callee: name,
  callsPerRequest: share,
  mode: z.enum(["sequential", "parallel"]),
  timeoutSeconds: seconds,
  retries: z.int().min(0).max(10),
  retryBudget: z.number().min(0).max(10),
  poolSize: z.int().min(1).max(1e6).optional(),
  networkDelaySeconds: z.number().min(0).max(3600),
  critical: z.boolean(),
  onMissOf: name.optional(),
});

/**
 * Checks a service graph of one's own.
 *
 * | what                                             | must be                                                          |
 * | ------------------------------------------------ | ---------------------------------------------------------------- |
 * | services, calls                                  | 1 to 10,000, 0 to 100,000; names of services are unique          |
 * | entryRate, ratePerReplica, warmingReads          | above 0, at most 1e9                                             |
 * | userTimeoutSeconds, timeoutSeconds               | above 0, at most a day                                           |
 * | replicas, queuePlaces, poolSize                  | whole numbers, 1 to 10, 1 to 1e6, 1 to 1e6                       |
 * | contention, coherency, all rates of errors, hits | 0 to 1; so is callsPerRequest                                    |
 * | retries, retryBudget                             | a whole number from 0 to 10, a number from 0 to 10               |
 * | networkDelaySeconds                              | 0 to 3600                                                        |
 * | calls as a whole                                 | no cycle, at most 500 in a row, 10,000 visits per user's request |
 *
 * A call's `onMissOf` names a cache that its caller asks in an earlier call; a service has `cache` if and only if it is one.
 *
 * @returns a copy of the topology, frozen with all that is in it
 * @throws {UsageError} in one line that names the service or call, the rule and the value found; for an unknown key with the nearest one
 *
 * @example
 * ```ts
 * import { throws } from "node:assert";
 * import { createTopology } from "../simulator/mod.ts";
 * import { checkTopology } from "./check_topology.ts";
 * const shop = createTopology("boutique");
 * const services = shop.services.map((service) => service.name === "cart" ? { ...service, replicas: 1.5 } : service);
 * throws(() => checkTopology({ ...shop, services }), /service "cart": replicas must be a whole number, found 1.5/);
 * ```
 */
export function checkTopology(topology: unknown): Topology {
  requireSize(topology, "services");
  requireSize(topology, "calls");
  const whole = checkOptions("topology", TOPOLOGY, topology, "it");
  const thing = `topology ${JSON.stringify(whole.name)}`;
  const services = whole.services.map((service, i): Service =>
    unlessUndefined(checkOptions(`${thing}: service ${label(service, "name") ?? i}`, SERVICE, service, "it"))
  );
  const calls = whole.calls.map((call, i): Call => {
    const [caller, callee] = [label(call, "caller"), label(call, "callee")];
    const which = caller !== undefined && callee !== undefined ? `${caller} -> ${callee}` : String(i);
    return unlessUndefined(checkOptions(`${thing}: call ${which}`, CALL, call, "it"));
  });
  const checked = deepFreeze({ ...whole, services, calls });
  checkGraph(checked, thing);
  return checked;
}

/** Says that a list is too long before anything walks it. */
function requireSize(topology: unknown, key: "services" | "calls"): void {
  const list = (topology as Partial<Topology> | null | undefined)?.[key];
  if (!Array.isArray(list) || list.length <= TOPOLOGY_LIMITS[key]) return;
  throw new UsageError(
    `topology: ${key} must be at most ${TOPOLOGY_LIMITS[key]}, found ${list.length}`,
  );
}

/** A name in quotes, if there is one. */
function label(value: unknown, key: string): string | undefined {
  const found = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof found === "string" ? JSON.stringify(found) : undefined;
}

/** What is left out, and what is there as `undefined`, is the same: absent. */
function unlessUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

/** Freezes a value and all that is in it, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/** Checks what services and calls say of each other. */
function checkGraph({ services, calls, front }: Topology, thing: string): void {
  const kinds = new Map<string, Service["kind"]>();
  for (const { name, kind, cache } of services) {
    if (kinds.has(name)) throw new UsageError(`${thing}: service ${JSON.stringify(name)} is there twice`);
    kinds.set(name, kind);
    if ((kind === "cache") === (cache !== undefined)) continue;
    throw new UsageError(
      `${thing}: service ${JSON.stringify(name)}: ${
        kind === "cache" ? "cache is missing: a cache has a hit ratio" : `cache must be absent from a ${kind}`
      }`,
    );
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
  requireService(front, "front");
  const asked = new Set<string>();
  for (const { caller, callee, onMissOf } of calls) {
    const where = `call ${JSON.stringify(caller)} -> ${JSON.stringify(callee)}`;
    requireService(caller, `${where}: caller`);
    requireService(callee, `${where}: callee`);
    asked.add(JSON.stringify([caller, callee]));
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
  checkFlow({ services, calls, front }, thing);
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
  if (ready.length < services.length) {
    const cycle = cycleAmong(new Set(services.map(({ name }) => name)).difference(new Set(ready)), byCaller);
    throw new UsageError(
      `${thing}: calls must not form a cycle, found ${
        cycle.map((each) => JSON.stringify(each)).join(" -> ")
      }`,
    );
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
