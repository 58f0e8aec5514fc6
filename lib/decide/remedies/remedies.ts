import {
  type Action,
  type Diagnosis,
  type FaultType,
  PLATFORM,
  serviceIndex,
  type Topology,
} from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";
import { USUAL_LIMIT } from "./usual_limit.ts";

/** A remedy: actions to take in consecutive steps. */
export type Remedy = readonly Action[];

type Breaker = Extract<Action, { kind: "open_breaker" }>;

/** Hit ratio of a cache for which the topology states none. */
const USUAL_HIT_RATIO = 0.8;

/** The remedies for a diagnosis, the best first; each is the fallback for the one before. */
export function remediesFor(
  { suspect, fault }: Diagnosis,
  { topology, slo }: PolicyContext,
): readonly Remedy[] {
  const service = topology.services[serviceIndex(topology, suspect)];
  const restart: Remedy = [{ kind: "restart", service: suspect }];
  const rollback: Remedy = [{ kind: "rollback", service: suspect }];
  const failover: Remedy = [{ kind: "failover", service: suspect }];
  const drains = service?.balancer !== undefined;
  const drain: Action = { kind: "drain", service: suspect };
  // The replicas that are left have to bear all of the load, and what is sent again.
  if (fault === "grey_replica") {
    return drains ? [[{ kind: "limit_traffic", factor: 0.7 }, drain], restart] : [restart];
  }
  const shield = (breakers: readonly Breaker[]) =>
    keepsWithin(slo.errorRate, breakers, topology) ? breakers : [];
  switch (service?.kind) {
    case "database":
      return [
        [...shield(breakersTo(suspect, topology)), ...failover],
        [...shield(breakersTo(suspect, topology)), ...restart],
        [
          USUAL_LIMIT,
        ],
      ];
    case "cache":
      return cacheRemedies(suspect, fault);
    default:
      if (fault === "retry_storm") return [[USUAL_LIMIT], [{ kind: "limit_traffic", factor: 0.3 }]];
      if (fault === "traffic_surge") return [[USUAL_LIMIT]];
      if (fault === "pool_exhaustion") {
        return [[...shield(breakersFrom(suspect, topology)), ...restart], rollback];
      }
      if (fault === "cpu_saturation") {
        return [[USUAL_LIMIT, ...restart], [{ kind: "scale", service: suspect, delta: 1 }, {
          kind: "scale",
          service: suspect,
          delta: 1,
        }]];
      }
      return [rollback, restart, ...(drains ? [[drain]] : []), [{
        kind: "scale",
        service: suspect,
        delta: 1,
      }]];
  }
}

/**
 * While a database is away, open breakers let fallbacks answer, and keep callers from filling up with requests that wait for it. Only calls
 * without which a request fails are worth an action.
 */
function breakersTo(database: string, { calls }: Topology): readonly Breaker[] {
  const callers = new Set(
    calls.filter(({ callee, critical }) => callee === database && critical).map(({ caller }) => caller),
  );
  return [...callers].map((caller) => ({ kind: "open_breaker", caller, callee: database }));
}

/** While a service that has run out of connections restarts, its calls to databases are answered by fallbacks. */
function breakersFrom(service: string, { calls, services }: Topology): readonly Breaker[] {
  const databases = new Set(services.filter(({ kind }) => kind === "database").map(({ name }) => name));
  const callees = new Set(calls.filter(({ caller }) => caller === service).map(({ callee }) => callee));
  return [...callees].filter((callee) => databases.has(callee))
    .map((callee) => ({ kind: "open_breaker", caller: service, callee }));
}

/** Whether open breakers keep the share of users' requests that fail for them within the SLO: if not, they only cost time. */
function keepsWithin(maxErrorRate: number, breakers: readonly Breaker[], topology: Topology): boolean {
  const { heldBackShare, failedShare } = PLATFORM.breaker;
  const perRequest = callsPerRequest(topology);
  const failed = topology.calls.reduce(
    (sum, { caller, callee, critical }, i) =>
      critical && breakers.some((one) => one.caller === caller && one.callee === callee)
        ? sum + Math.min(1, perRequest[i]!) * heldBackShare * failedShare
        : sum,
    0,
  );
  return failed <= maxErrorRate;
}

/** How often each call is made for a user's request while all is well: calls to what is cached are made on a miss. */
function callsPerRequest({ services, calls, front }: Topology): readonly number[] {
  const hitRatios = new Map(services.map(({ name, cache }) => [name, cache?.hitRatio ?? USUAL_HIT_RATIO]));
  const visits = new Map([[front, 1]]);
  const made = () =>
    calls.map(({ caller, callsPerRequest, onMissOf }) =>
      (visits.get(caller) ?? 0) * callsPerRequest *
      (onMissOf === undefined ? 1 : 1 - (hitRatios.get(onMissOf) ?? USUAL_HIT_RATIO))
    );
  // The longest path has fewer calls than there are services.
  for (let depth = 1; depth < services.length; depth++) {
    const each = made();
    for (const { name } of services) {
      if (name === front) continue;
      visits.set(name, calls.reduce((sum, { callee }, i) => callee === name ? sum + each[i]! : sum, 0));
    }
  }
  return made();
}

/** An empty cache at peak load is an outage in itself, so what empties one is combined with a traffic limit. */
function cacheRemedies(suspect: string, fault: FaultType | undefined): readonly Remedy[] {
  const clear: Remedy = [USUAL_LIMIT, { kind: "clear_cache" }];
  const restart: Remedy = [USUAL_LIMIT, { kind: "restart", service: suspect }];
  // A restart under a limit also repairs a slow link to the cache, which looks like a flushed cache.
  return fault === "cache_poison" ? [clear, restart] : [restart, clear, [USUAL_LIMIT]];
}
