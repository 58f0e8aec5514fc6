import { deepFreeze } from "../../model/deep_freeze.ts";
import {
  type Call,
  type CallBreaker,
  type ServiceKind,
  STEP_SECONDS,
  type Topology,
} from "../../model/mod.ts";

/**
 * Retries that a call can save: each first try adds its retry budget, each retry takes one. A few seconds of first tries, too few to feed
 * a retry storm later on. A token bucket, as in Finagle's `RetryBudget` and gRPC's retry throttling.
 */
export const MAX_RETRY_TOKENS = 50;

/** Codes of load balancers. */
export const BALANCERS = { "round-robin": 1, "least-connections": 2 } as const;
deepFreeze(BALANCERS);

/**
 * A topology compiled into flat arrays. Nodes and calls are indices; the calls of one caller are contiguous. A call that is made more than
 * once per request is that many calls here, one behind the other: 2.5 per request are two that are always made and one that every other
 * request makes.
 */
export interface Network {
  readonly topology: Topology;
  readonly nodes: number;
  readonly calls: number;
  readonly front: number;
  /** Time after which a user whose request failed tries again, seconds. */
  readonly userRetryDelay: number;
  /** Node indices in topological order: every caller before its callees. */
  readonly order: Int32Array;
  readonly kind: readonly ServiceKind[];
  readonly replicas: Float64Array;
  readonly ratePerReplica: Float64Array;
  readonly queuePlaces: Float64Array;
  readonly contention: Float64Array;
  readonly coherency: Float64Array;
  readonly baseErrorRate: Float64Array;
  /** Threads of all replicas together at the start, and a code of `BALANCERS`; 0 for one queue. */
  readonly threads: Float64Array;
  readonly balancer: Uint8Array;
  readonly hitRatio: Float64Array;
  readonly warmingReads: Float64Array;
  /** Calls of node i are firstCall[i] to firstCall[i + 1] - 1, in the topology's order. */
  readonly firstCall: Int32Array;
  /** Per call, the first of those that `topology` has as one call: itself unless it is made more than once per request. */
  readonly firstCopy: Int32Array;
  /** Per call, its share in what `topology` has as one call, 0 to 1. */
  readonly copyShare: Float64Array;
  readonly caller: Int32Array;
  readonly callee: Int32Array;
  readonly callsPerRequest: Float64Array;
  readonly timeout: Float64Array;
  readonly retries: Int32Array;
  readonly retryBudget: Float64Array;
  readonly pool: Float64Array;
  /** Per call, the longest wait for a connection (s), and 1 where the timeout counts from the start of that wait. */
  readonly acquireTimeout: Float64Array;
  readonly wholeDeadline: Uint8Array;
  /** Per call, its breaker that opens by itself, if it has one. */
  readonly breaker: readonly (CallBreaker | undefined)[];
  readonly networkDelay: Float64Array;
  readonly critical: Uint8Array;
  readonly parallel: Uint8Array;
  /** Per call, the call to the cache on whose miss it is made; -1 if it does not depend on one. */
  readonly missOf: Int32Array;
}

/** Compiles a topology that `checkTopology` lets through into flat arrays. */
export function compileNetwork(topology: Topology): Network {
  const { services, calls } = topology;
  const index = new Map(services.map((service, i) => [service.name, i]));
  const at = (name: string) => index.get(name)!;
  const source = calls.map((call, i) => ({ i, call, caller: at(call.caller) }))
    .sort((a, b) => a.caller - b.caller || a.i - b.i)
    .flatMap((one) => {
      const copies = copiesOf(one.call);
      return copies.map((callsPerRequest, copy) => ({
        ...one,
        copy,
        callsPerRequest,
        share: copies.length === 1 ? 1 : callsPerRequest / one.call.callsPerRequest,
      }));
    });
  const sorted = source.map(({ call }) => call);
  const firstCall = new Int32Array(services.length + 1);
  for (const { caller } of source) firstCall[caller + 1]!++;
  for (let i = 0; i < services.length; i++) firstCall[i + 1]! += firstCall[i]!;
  const callee = Int32Array.from(sorted, (call) => at(call.callee));
  const missOf = Int32Array.from(sorted, ({ onMissOf }, e) => {
    if (onMissOf === undefined) return -1;
    const { caller } = source[e]!;
    for (let other = firstCall[caller]!; other < firstCall[caller + 1]!; other++) {
      if (sorted[other]!.callee === onMissOf) return other;
    }
    return -1;
  });
  return {
    topology,
    nodes: services.length,
    calls: sorted.length,
    front: at(topology.front),
    userRetryDelay: topology.userRetryDelaySeconds ?? STEP_SECONDS,
    order: callersFirst(firstCall, callee),
    kind: services.map((service) => service.kind),
    replicas: Float64Array.from(services, (service) => service.replicas),
    ratePerReplica: Float64Array.from(services, (service) => service.ratePerReplica),
    queuePlaces: Float64Array.from(services, (service) => service.queuePlaces),
    contention: Float64Array.from(services, (service) => service.contention),
    coherency: Float64Array.from(services, (service) => service.coherency),
    baseErrorRate: Float64Array.from(services, (service) => service.baseErrorRate),
    threads: Float64Array.from(services, (service) => service.threads ?? Infinity),
    balancer: Uint8Array.from(services, ({ balancer }) => balancer === undefined ? 0 : BALANCERS[balancer]),
    hitRatio: Float64Array.from(services, (service) => service.cache?.hitRatio ?? 0),
    warmingReads: Float64Array.from(services, (service) => service.cache?.warmingReads ?? 1),
    firstCall,
    firstCopy: Int32Array.from(source, ({ copy }, e) => e - copy),
    copyShare: Float64Array.from(source, ({ share }) => share),
    caller: Int32Array.from(source, ({ caller }) => caller),
    callee,
    callsPerRequest: Float64Array.from(source, ({ callsPerRequest }) => callsPerRequest),
    timeout: Float64Array.from(sorted, (call) => call.timeoutSeconds),
    retries: Int32Array.from(sorted, (call) => call.retries),
    retryBudget: Float64Array.from(sorted, (call) => call.retryBudget),
    // Copies share the connections of their call.
    pool: Float64Array.from(source, ({ call, share }) => (call.poolSize ?? Infinity) * share),
    acquireTimeout: Float64Array.from(sorted, acquireTimeoutOf),
    wholeDeadline: Uint8Array.from(sorted, ({ poolDeadline }) => Number(poolDeadline === "whole-call")),
    breaker: sorted.map((call) => call.breaker),
    networkDelay: Float64Array.from(sorted, (call) => call.networkDelaySeconds),
    critical: Uint8Array.from(sorted, (call) => Number(call.critical)),
    parallel: Uint8Array.from(sorted, (call) => Number(call.mode === "parallel")),
    missOf,
  };
}

/** The longest wait for a connection, seconds. */
function acquireTimeoutOf({ poolDeadline, acquireSeconds, timeoutSeconds }: Call): number {
  return poolDeadline === "whole-call" ? timeoutSeconds : acquireSeconds ?? timeoutSeconds;
}

/** The chances of the calls that a call stands for: ones, and what is left over. */
function copiesOf({ callsPerRequest }: Call): number[] {
  const whole = Math.floor(callsPerRequest);
  const rest = callsPerRequest - whole;
  return rest > 0 || whole === 0 ? [...new Array<number>(whole).fill(1), rest] : new Array(whole).fill(1);
}

/** Topological order by Kahn's algorithm. */
function callersFirst(firstCall: Int32Array, callee: Int32Array): Int32Array {
  const nodes = firstCall.length - 1;
  const callers = new Int32Array(nodes);
  for (const node of callee) callers[node]!++;
  const order = new Int32Array(nodes);
  let filled = 0;
  for (let i = 0; i < nodes; i++) if (callers[i] === 0) order[filled++] = i;
  for (let done = 0; done < filled; done++) {
    const node = order[done]!;
    for (let e = firstCall[node]!; e < firstCall[node + 1]!; e++) {
      if (--callers[callee[e]!]! === 0) order[filled++] = callee[e]!;
    }
  }
  return order;
}
