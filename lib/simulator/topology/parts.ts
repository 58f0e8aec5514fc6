import type { Call, Service } from "../../model/mod.ts";

/**
 * A stateless service: by default 3 replicas of 66 requests/s, mild contention, a queue of 400 places, one error in 500 requests.
 *
 * @param options what differs from the defaults
 */
export function service(name: string, options: Partial<Service> = {}): Service {
  return {
    name,
    kind: "service",
    replicas: 3,
    ratePerReplica: 66,
    queuePlaces: 400,
    contention: 0.03,
    coherency: 0.002,
    baseErrorRate: 0.002,
    ...options,
  };
}

/**
 * A call from one service to another: by default sequential, critical, made once per request, with a timeout of 1 s and no retries.
 *
 * @param options what differs from the defaults
 */
export function call(caller: string, callee: string, options: Partial<Call> = {}): Call {
  return {
    caller,
    callee,
    callsPerRequest: 1,
    mode: "sequential",
    timeoutSeconds: 1,
    retries: 0,
    retryBudget: 0.1,
    networkDelaySeconds: 0,
    critical: true,
    ...options,
  };
}

/**
 * A cache: by default 2 replicas of 1500 requests/s, lightly loaded, with a hit ratio of 0.8 that 2000 reads restore to 63 %.
 *
 * @param options what differs from the defaults
 */
export function cache(name: string, options: Partial<Service> = {}): Service {
  return service(name, {
    kind: "cache",
    replicas: 2,
    ratePerReplica: 1500,
    queuePlaces: 500,
    contention: 0,
    coherency: 0,
    baseErrorRate: 0,
    cache: { hitRatio: 0.8, warmingReads: 2000 },
    ...options,
  });
}

/**
 * A database: by default 3 replicas of 34 requests/s that contend for locks, and a queue of 120 places.
 *
 * @param options what differs from the defaults
 */
export function database(name: string, options: Partial<Service> = {}): Service {
  return service(name, {
    kind: "database",
    replicas: 3,
    ratePerReplica: 34,
    queuePlaces: 120,
    contention: 0.08,
    coherency: 0.02,
    baseErrorRate: 0,
    ...options,
  });
}
