import { createConditions } from "./conditions.ts";
import type { Network } from "../topology/network.ts";
import { createPhysics } from "./physics.ts";
import type { Responses } from "./responses.ts";
import type { Truth } from "./truth.ts";
import { allocateState, resetState, type State } from "./state.ts";

/** The steady state of a healthy network at its entry rate, by which faults are scaled and the SLO is set. */
export interface Nominal {
  readonly truth: Truth;
  readonly state: State;
  /** Largest utilisation of any node, 0 to 1. */
  readonly busiest: number;
  /** Per node, the share of users' requests that depend on it through critical calls, 0 to 1. */
  readonly carried: Float64Array;
  /** Per call, the probability that a request of the caller makes it. */
  readonly chance: Float64Array;
  /** Response times. */
  readonly responses: Responses;
}

const SETTLING_STEPS = 120;

/** Runs the network without noise or faults into its steady state. */
export function settle(network: Network, usersRate: number = network.topology.entryRate): Nominal {
  const state = allocateState(network);
  resetState(state, network);
  const physics = createPhysics({ network, state, conditions: createConditions(network) });
  for (let step = 0; step < SETTLING_STEPS; step++) physics.step(usersRate);
  return {
    truth: physics.truth,
    state,
    busiest: Math.max(...physics.truth.utilisation),
    carried: carriedShare(network, physics.responses.chance),
    chance: physics.responses.chance,
    responses: physics.responses,
  };
}

function carriedShare(network: Network, chance: Float64Array): Float64Array {
  const carried = new Float64Array(network.nodes);
  carried[network.front] = 1;
  for (const node of network.order) {
    for (let e = network.firstCall[node]!; e < network.firstCall[node + 1]!; e++) {
      const to = network.callee[e]!;
      const share = network.critical[e] === 1 ? carried[node]! * chance[e]! : 0;
      carried[to] = 1 - (1 - carried[to]!) * (1 - share);
    }
  }
  return carried;
}
