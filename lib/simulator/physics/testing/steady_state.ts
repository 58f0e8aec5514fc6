import { ok } from "node:assert";
import type { Call, Service, Topology } from "../../../model/mod.ts";
import { compileNetwork, type Network } from "../../topology/network.ts";
import { createTopology } from "../../topology/topologies.ts";
import { type Conditions, createConditions } from "../conditions.ts";
import { createPhysics } from "../physics.ts";
import { allocateState, resetState, type State } from "../state.ts";

/** Three-tier with other services and another call to the database, which has no pool unless it is given one. */
export function threeTier(
  { api, cache, db, read }: {
    api?: Partial<Service>;
    cache?: Partial<Service>;
    db?: Partial<Service>;
    read?: Partial<Call>;
  } = {},
): Topology {
  const { services: [one, two, three], calls: [ask, plain], ...rest } = createTopology("three-tier");
  const { poolSize: _size, poolDeadline: _deadline, ...query } = plain!;
  return {
    ...rest,
    services: [{ ...one!, ...api }, { ...two!, ...cache }, { ...three!, ...db }],
    calls: [ask!, { ...query, ...read }],
  };
}

/** A cache with that hit ratio, for `threeTier`. */
export function hitting(hitRatio: number): Partial<Service> {
  return { cache: { hitRatio, warmingReads: 2000 } };
}

/** The call of three-tier to its database. */
export const READ = 1;

/** Means of the last half of many steps without retries of users: p95 in ms, error rate of the front, arrivals at each service. */
export function steadyState(
  topology: Topology,
  { usersRate = 100, steps = 240, arrange }: {
    usersRate?: number;
    steps?: number;
    arrange?: (system: { conditions: Conditions; state: State; network: Network }) => void;
  } = {},
): { p95: number; errorRate: number; arrivals: number[] } {
  const network = compileNetwork(topology);
  const state = allocateState(network);
  const conditions = createConditions(network);
  conditions.userRetries = 0;
  resetState(state, network);
  arrange?.({ conditions, state, network });
  const { truth, step } = createPhysics({ network, state, conditions });
  const half = Math.floor(steps / 2);
  for (let i = 0; i < half; i++) step(usersRate);
  const sums = { p95: 0, errorRate: 0, arrivals: new Array<number>(network.nodes).fill(0) };
  for (let i = 0; i < half; i++) {
    step(usersRate);
    sums.p95 += 1000 * truth.p95[network.front]! / half;
    sums.errorRate += truth.errorRate[network.front]! / half;
    truth.arrivals.forEach((rate, node) => sums.arrivals[node]! += rate / half);
  }
  return sums;
}

/** Asserts that a figure lies within a share, or within a distance where that is wider, of another. */
export function near(
  what: string,
  actual: number,
  expected: number,
  { share = 0.1, distance = 0 }: { share?: number; distance?: number } = {},
): void {
  ok(
    Math.abs(actual - expected) <= Math.max(share * Math.abs(expected), distance),
    `${what}: ${actual} is not within ${share} or ${distance} of ${expected}`,
  );
}
