import { PLATFORM } from "../../model/mod.ts";
import type { Network } from "../topology/network.ts";

/** Steps ahead for which an ordered replica can be under way. */
export const SCALE_SLOTS = 1 + Math.max(...Object.values(PLATFORM.scaleDelaySteps));
/** Memory utilisation of a healthy replica. */
export const BASE_MEMORY = 0.45;

/** All that the system carries from one step to the next, as views of one buffer: a snapshot is one copy of it. */
export interface State {
  readonly buffer: Float64Array;
  readonly replicas: Float64Array;
  /** Replicas that are down, and the steps until they are back. */
  readonly down: Float64Array;
  readonly downSteps: Float64Array;
  readonly warmingSteps: Float64Array;
  /** Nodes x SCALE_SLOTS: replicas that arrive (or leave) in that many steps. */
  readonly ordered: Float64Array;
  readonly memory: Float64Array;
  /** Fluid backlog and stochastic queue, in requests. */
  readonly backlog: Float64Array;
  readonly queue: Float64Array;
  /** Standard normal AR(1) state of the slow factor. */
  readonly slowness: Float64Array;
  readonly hitRatio: Float64Array;
  /** Last p95 in seconds, where Newton's method starts. */
  readonly p95: Float64Array;
  /** Smoothed failure rate of one try of a call, and of the call with its retries. */
  readonly tryFailure: Float64Array;
  readonly callFailure: Float64Array;
  /** Time without its queue that a call spends at the callee, seconds. */
  readonly hold: Float64Array;
  /** Requests that wait for a connection. */
  readonly poolQueue: Float64Array;
  readonly breakerSteps: Float64Array;
  /** Per injected fault: 1 once it has been mended. */
  readonly mended: Float64Array;
  readonly globals: Float64Array;
}

/** Places in `State.globals`. */
export const STEP = 0;
export const LIMIT = 1;
export const LIMIT_STEPS = 2;
export const USER_FAILURE = 3;
/** Steps until every ordered replica has arrived; 0 if none is under way. */
export const ORDER_STEPS = 4;
const GLOBALS = 5;
/** At most this many faults in one episode. */
export const MAX_FAULTS = 8;

/** A state with every array at zero. */
export function allocateState({ nodes, calls }: Network): State {
  const buffer = new Float64Array(nodes * (10 + SCALE_SLOTS) + calls * 5 + MAX_FAULTS + GLOBALS);
  let used = 0;
  const view = (length: number) => buffer.subarray(used, used += length);
  return {
    buffer,
    replicas: view(nodes),
    down: view(nodes),
    downSteps: view(nodes),
    warmingSteps: view(nodes),
    ordered: view(nodes * SCALE_SLOTS),
    memory: view(nodes),
    backlog: view(nodes),
    queue: view(nodes),
    slowness: view(nodes),
    hitRatio: view(nodes),
    p95: view(nodes),
    tryFailure: view(calls),
    callFailure: view(calls),
    hold: view(calls),
    poolQueue: view(calls),
    breakerSteps: view(calls),
    mended: view(MAX_FAULTS),
    globals: view(GLOBALS),
  };
}

/** Puts a state at the start of an episode: warm caches, empty queues. */
export function resetState(state: State, network: Network): void {
  state.buffer.fill(0);
  state.replicas.set(network.replicas);
  state.memory.fill(BASE_MEMORY);
  state.hitRatio.set(network.hitRatio);
  for (let i = 0; i < network.nodes; i++) state.p95[i] = 3 / network.ratePerReplica[i]!;
  for (let e = 0; e < network.calls; e++) state.hold[e] = 1 / network.ratePerReplica[network.callee[e]!]!;
  state.globals[LIMIT] = 1;
}
