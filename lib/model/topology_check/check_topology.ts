import { z } from "zod";
import { checkOptions } from "../check_options.ts";
import { deepFreeze } from "../deep_freeze.ts";
import { PLATFORM } from "../platform.ts";
import type { Call, CallBreaker, Service, Topology } from "../topology.ts";
import { UsageError } from "../usage_error.ts";
import { checkGraph, MAX_CALLS_PER_REQUEST, TOPOLOGY_LIMITS } from "./check_graph.ts";
import {
  BREAKER_DEFAULTS,
  CALL_DEFAULTS,
  type CallInput,
  SERVICE_DEFAULTS,
  type ServiceInput,
  TOPOLOGY_DEFAULTS,
  type TopologyInput,
} from "./defaults.ts";

const share = z.number().min(0).max(1);
const name = z.string().min(1).max(200);
/** Actions, and lists of them, are told apart by their names, as `open_breaker(api, db)`. */
const serviceName = name.regex(
  /^[^(),]*$/,
  'a text without "(", ")" and ",", which stand in names of actions',
);
const rate = z.number().gt(0).max(1e9);
const seconds = z.number().gt(0).max(86_400);

const SERVICE = z.strictObject({
  name: serviceName.describe('unique within its topology, without "(", ")" and ","'),
  kind: z.enum(["service", "cache", "database"]).optional().describe(
    "decides which faults can strike it and which actions mend it (service)",
  ),
  replicas: z.int().min(PLATFORM.minReplicas).max(PLATFORM.maxReplicas).optional().describe(
    byKind("replicas at the start", "replicas"),
  ),
  ratePerReplica: rate.describe("requests per second that one replica serves: 1 / its mean service time"),
  queuePlaces: z.int().min(1).max(1e6).optional().describe(
    byKind("waiting places of the whole station", "queuePlaces"),
  ),
  contention: share.optional().describe(
    byKind("universal scalability law: share of the work that replicas wait for each other", "contention"),
  ),
  coherency: share.optional().describe(
    byKind("universal scalability law: cost of keeping replicas coherent", "coherency"),
  ),
  baseErrorRate: share.optional().describe(
    byKind("share of requests that fail without any fault", "baseErrorRate"),
  ),
  threads: z.int().min(1).max(1e6).optional().describe(
    "threads of all replicas together, each held until the calls of its request have ended (no limit)",
  ),
  balancer: z.enum(["round-robin", "least-connections"]).optional().describe(
    "how requests are spread over replicas with a queue each (one queue for all)",
  ),
  cache: z.strictObject({
    hitRatio: share.describe("share of reads that it answers when warm"),
    warmingReads: z.number().gt(0).max(1e9).describe("reads of the store that warm it to 63 %"),
  }).optional().describe("of a cache only (a hit ratio of 0.8, warm to 63 % after 2000 reads)"),
});

const CALL = z.strictObject({
  caller: name.describe("the service that calls"),
  callee: name.describe("the service that is called"),
  callsPerRequest: z.number().min(0).max(MAX_CALLS_PER_REQUEST).optional().describe(
    "mean calls per request of the caller; above 1 for a query per row (1)",
  ),
  mode: z.enum(["sequential", "parallel"]).optional().describe(
    "neighbouring parallel calls of one caller start together (sequential)",
  ),
  timeoutSeconds: seconds.optional().describe("the caller gives a try up after this time (1)"),
  retries: z.int().min(0).max(10).optional().describe("how often a failed call is tried again (0)"),
  retryBudget: z.number().min(0).max(10).optional().describe(
    "retries as a share of first tries, at most (0.1)",
  ),
  poolSize: z.int().min(1).max(1e6).optional().describe(
    "connections that the caller holds to the callee (no limit)",
  ),
  acquireSeconds: seconds.optional().describe(
    "a call that has no connection after this time fails (as long as the timeout)",
  ),
  poolDeadline: z.enum(["acquire", "whole-call"]).optional().describe(
    "whether the timeout counts from when a call has its connection, or includes the wait for one (acquire)",
  ),
  breaker: z.strictObject({
    failureShare: z.number().gt(0).max(1).optional().describe(
      "it opens when this share of the tries within the window failed (0.5)",
    ),
    windowSeconds: seconds.optional().describe("length of that window (10)"),
    minTries: z.int().min(1).max(1e6).optional().describe("the fewest tries in the window (20)"),
    openSeconds: seconds.optional().describe("it then refuses all calls for so long (5)"),
    probes: z.int().min(1).max(1000).optional().describe(
      "tries that it then lets through; it closes if all succeed (1)",
    ),
    fallbackShare: share.optional().describe("share of the refused calls that a fallback answers (0.8)"),
  }).optional().describe("a circuit breaker that opens by itself (none)"),
  networkDelaySeconds: z.number().min(0).max(3600).optional().describe(
    "time that the network adds to each call (0)",
  ),
  critical: z.boolean().optional().describe(
    "whether the caller's request fails when this call does (true; false for a call to a cache)",
  ),
  onMissOf: name.optional().describe(
    "cache-aside: made only when the caller's earlier call to that cache missed or failed",
  ),
});

const SHAPE = {
  name: name.optional().describe("what tables call it (own; of a file its name)"),
  front: name.optional().describe("the service that users call (the only one that no other calls)"),
  services: z.array(z.unknown()).min(1),
  calls: z.array(z.unknown()).optional(),
  entryRate: rate.describe("mean requests per second of users"),
  userTimeoutSeconds: seconds.optional().describe("users give up after this time (5)"),
  userRetryDelaySeconds: z.number().min(0).max(3600).optional().describe(
    "a user whose request failed tries again after this time; 0: at once (5)",
  ),
  $schema: z.string().optional().describe("path of this schema, for editors"),
};

/** The lists as such; their items are checked one by one, so that a message can name them. */
const TOPOLOGY = z.strictObject(SHAPE);

/** A topology as one writes it, with all that JSON Schema can say of it. */
export const topologyInputSchema: z.ZodType<TopologyInput, TopologyInput> = z.strictObject({
  ...SHAPE,
  services: z.array(SERVICE).min(1).max(TOPOLOGY_LIMITS.services),
  calls: z.array(CALL).max(TOPOLOGY_LIMITS.calls).optional().describe(
    "the calls of one caller in the order in which it makes them",
  ),
});

/** The schema of a topology's file as JSON Schema, for editors. */
export function topologyJsonSchema(): unknown {
  return z.toJSONSchema(topologyInputSchema, { io: "input" });
}

/** A description with the default of each kind of service. */
function byKind(
  about: string,
  key: "replicas" | "queuePlaces" | "contention" | "coherency" | "baseErrorRate",
) {
  const values = Object.entries(SERVICE_DEFAULTS).map(([kind, defaults]) => `${kind} ${defaults[key]}`);
  return `${about} (${values.join(", ")})`;
}

/**
 * Checks a service graph of one's own.
 *
 * | what                                             | must be                                                          |
 * | ------------------------------------------------ | ---------------------------------------------------------------- |
 * | services, calls                                  | 1 to 10,000, 0 to 100,000                                        |
 * | names of services                                | unique, 1 to 200 characters, none of them "(", ")" or ","        |
 * | entryRate, ratePerReplica, warmingReads          | above 0, at most 1e9                                             |
 * | userTimeoutSeconds, timeoutSeconds, acquireSeconds | above 0, at most a day                                           |
 * | replicas, queuePlaces, poolSize                  | whole numbers, 1 to 10, 1 to 1e6, 1 to 1e6                       |
 * | contention, coherency, all rates of errors, hits | 0 to 1                                                           |
 * | callsPerRequest                                  | 0 to 100; to 1 for parallel calls, calls on a miss and the cache before them |
 * | retries, retryBudget                             | a whole number from 0 to 10, a number from 0 to 10               |
 * | networkDelaySeconds, userRetryDelaySeconds       | 0 to 3600                                                        |
 * | breaker                                          | shares 0 to 1, times above 0 to a day, whole numbers from 1 on   |
 * | calls as a whole                                 | no cycle, at most 500 in a row, 10,000 visits per user's request |
 *
 * A call's `onMissOf` names a cache that its caller asks in an earlier call; a service has `cache` if and only if it is one.
 *
 * Only `entryRate`, the services' `name` and `ratePerReplica` and the calls' `caller` and `callee` must be there. A service is otherwise one
 * of the topologies of the catalogue (`SERVICE_DEFAULTS` by kind), a call is made once per request, in sequence, with a timeout of 1 s
 * and no retries (`CALL_DEFAULTS`), and not critical if it asks a cache; `front` is the only service that no other calls; users wait 5 s.
 *
 * @returns a copy of the topology with its defaults filled in, frozen with all that is in it
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
  const { name: title = TOPOLOGY_DEFAULTS.name, entryRate } = whole;
  const { userTimeoutSeconds = TOPOLOGY_DEFAULTS.userTimeoutSeconds } = whole;
  const thing = `topology ${JSON.stringify(title)}`;
  const services = whole.services.map((service, i): Service => {
    const found = unlessUndefined<ServiceInput>(
      checkOptions(`${thing}: service ${label(service, "name") ?? i}`, SERVICE, service, "it"),
    );
    const { name, kind = "service", ...rest } = found;
    return { name, kind, ...SERVICE_DEFAULTS[kind], ...rest as Omit<Service, "name" | "kind"> };
  });
  const caches = new Set(services.flatMap(({ name, kind }) => kind === "cache" ? [name] : []));
  const calls = (whole.calls ?? []).map((call, i): Call => {
    const [caller, callee] = [label(call, "caller"), label(call, "callee")];
    const which = caller !== undefined && callee !== undefined ? `${caller} -> ${callee}` : String(i);
    const found = unlessUndefined<CallInput>(
      checkOptions(`${thing}: call ${which}`, CALL, call, "it"),
    );
    return {
      ...CALL_DEFAULTS,
      critical: !caches.has(found.callee),
      ...found as Partial<Call> & typeof found,
      ...(found.breaker && {
        breaker: { ...BREAKER_DEFAULTS, ...unlessUndefined<Partial<CallBreaker>>(found.breaker) },
      }),
    };
  });
  const front = checkGraph({ services, calls, front: whole.front }, thing);
  const retries = whole.userRetryDelaySeconds === undefined
    ? {}
    : { userRetryDelaySeconds: whole.userRetryDelaySeconds };
  return deepFreeze({ name: title, front, services, calls, entryRate, userTimeoutSeconds, ...retries });
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
