import type { Network } from "../topology/network.ts";

/** What the active faults change about the system in this step. */
export interface Conditions {
  /** Factor on service time, 1 and more. */
  readonly slow: Float64Array;
  /** Share of requests that fail at the node itself, on top of its base rate. */
  readonly errors: Float64Array;
  /** Memory utilisation gained per step. */
  readonly leak: Float64Array;
  /** Share of a cache's entries that are wrong. */
  readonly poison: Float64Array;
  /** Per call: extra delay in seconds, packet loss, share cut off, pool size. */
  readonly delay: Float64Array;
  readonly loss: Float64Array;
  readonly cut: Float64Array;
  readonly pool: Float64Array;
  /** Factor on the users' rate. */
  traffic: number;
  /** How often users try again, and their retries as a share of first tries at most. */
  userRetries: number;
  userRetryBudget: number;
}

/** Conditions without any fault. */
export function createConditions(network: Network): Conditions {
  const conditions: Conditions = {
    slow: new Float64Array(network.nodes),
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
  };
  clearConditions(conditions, network);
  return conditions;
}

/** Takes every fault's effect away. */
export function clearConditions(conditions: Conditions, network: Network): void {
  conditions.slow.fill(1);
  conditions.errors.fill(0);
  conditions.leak.fill(0);
  conditions.poison.fill(0);
  conditions.delay.fill(0);
  conditions.loss.fill(0);
  conditions.cut.fill(0);
  conditions.pool.set(network.pool);
  conditions.traffic = 1;
  conditions.userRetries = 2;
  conditions.userRetryBudget = 0.1;
}
