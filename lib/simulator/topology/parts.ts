import type { Call, Service } from "../../model/mod.ts";

/** A service with the defaults of a stateless service: mild contention, a long queue, one error in 500. */
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

/** A call with the usual defaults: sequential, critical, once a request, one second, no retries. */
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

/** A cache that keeps nearly all of its time free. */
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

/** A database: its replicas contend for locks, and its queue is short. */
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
