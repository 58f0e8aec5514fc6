import type { Network } from "../topology/network.ts";

/** The effects of all active faults on the system in one step. */
export interface Conditions {
  /** Factor on the service time, at least 1. */
  readonly slow: Float64Array;
  /** Share of the requests that are slowed, above 0 to 1; `slow` is then the factor on the mean of all. */
  readonly slowShare: Float64Array;
  /** Factor on the service time of one replica. */
  readonly slowReplica: Float64Array;
  /** Error rate of the node itself in addition to its base error rate, 0 to 1. */
  readonly errors: Float64Array;
  /** Growth of memory utilisation per step. */
  readonly leak: Float64Array;
  /** Share of a cache's entries that are wrong, 0 to 1. */
  readonly poison: Float64Array;
  /** Per call: added delay (s), probability that a packet is lost, share of calls that nobody answers, connections of the pool. */
  readonly delay: Float64Array;
  readonly loss: Float64Array;
  readonly cut: Float64Array;
  readonly pool: Float64Array;
  /** Factor on the users' request rate. */
  traffic: number;
  /** Retries of a user after a failure, and their limit as a share of the first tries. */
  userRetries: number;
  userRetryBudget: number;
  /** Time after which a user tries again, seconds. */
  userRetryDelay: number;
}

/** Conditions without any fault. */
export function createConditions(network: Network): Conditions {
  const conditions: Conditions = {
    slow: new Float64Array(network.nodes),
    slowShare: new Float64Array(network.nodes),
    slowReplica: new Float64Array(network.nodes),
    errors: new Float64Array(network.nodes),
    leak: new Float64Array(network.nodes),
    poison: new Float64Array(network.nodes),
    delay: new Float64Array(network.calls),
    loss: new Float64Array(network.calls),
    cut: new Float64Array(network.calls),
    pool: new Float64Array(network.calls),
    traffic: 1,
    userRetries: 2,
    userRetryBudget: 0.1,
    userRetryDelay: network.userRetryDelay,
  };
  clearConditions(conditions, network);
  return conditions;
}

/** Lets what strikes a call strike all of its copies, where it is made more than once per request. */
export function spreadToCopies(conditions: Conditions, { calls, firstCopy, copyShare }: Network): void {
  for (let e = 0; e < calls; e++) {
    const first = firstCopy[e]!;
    if (first === e) continue;
    conditions.delay[e] = conditions.delay[first]!;
    conditions.loss[e] = conditions.loss[first]!;
    conditions.cut[e] = conditions.cut[first]!;
    conditions.pool[e] = conditions.pool[first]! * copyShare[e]! / copyShare[first]!;
  }
}

/** Resets to the conditions without any fault. In loops: `fill` takes longer than a small network has nodes and calls. */
export function clearConditions(conditions: Conditions, network: Network): void {
  const { slow, slowShare, slowReplica, errors, leak, poison } = conditions;
  for (let i = 0; i < network.nodes; i++) {
    slow[i] = slowShare[i] = slowReplica[i] = 1;
    errors[i] = leak[i] = poison[i] = 0;
  }
  const { delay, loss, cut, pool } = conditions;
  for (let e = 0; e < network.calls; e++) {
    delay[e] = loss[e] = cut[e] = 0;
    pool[e] = network.pool[e]!;
  }
  conditions.traffic = 1;
  conditions.userRetries = 2;
  conditions.userRetryBudget = 0.1;
  conditions.userRetryDelay = network.userRetryDelay;
}
