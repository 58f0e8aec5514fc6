import { type Action, type Diagnosis, type FaultType, serviceIndex, type Topology } from "../../model/mod.ts";

/** A remedy: actions to take in consecutive steps. */
export type Remedy = readonly Action[];

const LIMIT: Action = { kind: "limit_traffic", factor: 0.4 };

/** The remedies for a diagnosis, the best first; each is the fallback for the one before. */
export function remediesFor({ suspect, fault }: Diagnosis, topology: Topology): readonly Remedy[] {
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
  switch (service?.kind) {
    case "database":
      return [
        [...breakersTo(suspect, topology), ...failover],
        [...breakersTo(suspect, topology), ...restart],
        [
          LIMIT,
        ],
      ];
    case "cache":
      return cacheRemedies(suspect, fault);
    default:
      if (fault === "retry_storm") return [[LIMIT], [{ kind: "limit_traffic", factor: 0.3 }]];
      if (fault === "traffic_surge") return [[LIMIT]];
      if (fault === "pool_exhaustion") return [[...breakersFrom(suspect, topology), ...restart], rollback];
      if (fault === "cpu_saturation") {
        return [[LIMIT, ...restart], [{ kind: "scale", service: suspect, delta: 1 }, {
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
function breakersTo(database: string, { calls }: Topology): Remedy {
  const callers = new Set(
    calls.filter(({ callee, critical }) => callee === database && critical).map(({ caller }) => caller),
  );
  return [...callers].map((caller) => ({ kind: "open_breaker", caller, callee: database }));
}

/** While a service that has run out of connections restarts, its calls to databases are answered by fallbacks. */
function breakersFrom(service: string, { calls, services }: Topology): Remedy {
  const databases = new Set(services.filter(({ kind }) => kind === "database").map(({ name }) => name));
  const callees = new Set(calls.filter(({ caller }) => caller === service).map(({ callee }) => callee));
  return [...callees].filter((callee) => databases.has(callee))
    .map((callee) => ({ kind: "open_breaker", caller: service, callee }));
}

/** An empty cache at peak load is an outage in itself, so what empties one is combined with a traffic limit. */
function cacheRemedies(suspect: string, fault: FaultType | undefined): readonly Remedy[] {
  const clear: Remedy = [LIMIT, { kind: "clear_cache" }];
  const restart: Remedy = [LIMIT, { kind: "restart", service: suspect }];
  // A restart under a limit also repairs a slow link to the cache, which looks like a flushed cache.
  return fault === "cache_poison" ? [clear, restart] : [restart, clear, [LIMIT]];
}
