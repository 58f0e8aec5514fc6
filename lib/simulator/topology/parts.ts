import { type Call, CALL_DEFAULTS, type Service, SERVICE_DEFAULTS } from "../../model/mod.ts";

/**
 * A stateless service: by default 3 replicas of 66 requests/s, mild contention, a queue of 400 places, one error in 500 requests.
 *
 * @param options what differs from the defaults
 */
export function service(name: string, options: Partial<Service> = {}): Service {
  return {
    name,
    kind: "service",
    ratePerReplica: 66,
    ...SERVICE_DEFAULTS.service,
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
    ...CALL_DEFAULTS,
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
    ratePerReplica: 1500,
    ...SERVICE_DEFAULTS.cache,
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
    ratePerReplica: 34,
    ...SERVICE_DEFAULTS.database,
    ...options,
  });
}
