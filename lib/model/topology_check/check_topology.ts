import { z } from "zod";
import { checkOptions } from "../check_options.ts";
import { deepFreeze } from "../deep_freeze.ts";
import { PLATFORM } from "../platform.ts";
import type { Call, Service, Topology } from "../topology.ts";
import { UsageError } from "../usage_error.ts";
import { checkGraph, TOPOLOGY_LIMITS } from "./check_graph.ts";

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
 * import { createTopology } from "aiops";
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
