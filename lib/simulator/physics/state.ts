import { TIMINGS } from "../../model/mod.ts";
import { MAX_RETRY_TOKENS, type Network } from "../topology/network.ts";

/** Number of future steps for which ordered replicas are kept. */
export const SCALE_SLOTS = 1 +
  Math.max(...Object.values(TIMINGS).flatMap(({ scaleDelaySteps }) => Object.values(scaleDelaySteps)));
/** Memory utilisation of a healthy replica. */
export const BASE_MEMORY = 0.45;

/** All state that is carried from step to step, as views of one buffer, so that a snapshot is one copy. */
export interface State {
  readonly buffer: Float64Array;
  readonly replicas: Float64Array;
  /** Replicas that are down, possibly a fraction, and the steps until they are back. */
  readonly down: Float64Array;
  readonly downSteps: Float64Array;
  readonly warmingSteps: Float64Array;
  /** Nodes x SCALE_SLOTS: replicas that arrive (or leave) in that many steps. */
  readonly ordered: Float64Array;
  readonly memory: Float64Array;
  /** Fluid backlog and stochastic queue, in requests. */
  readonly backlog: Float64Array;
  readonly queue: Float64Array;
  /** Time that the first request of the backlog has waited, seconds. */
  readonly waited: Float64Array;
  /** Standard normal AR(1) state of the slow factor. */
  readonly slowness: Float64Array;
  /** Backlog and queue of the one replica that is slower, where each has its own; and the steps for which that gets no requests. */
  readonly slowBacklog: Float64Array;
  readonly slowQueue: Float64Array;
  readonly slowWaited: Float64Array;
  readonly drained: Float64Array;
  /** Of a service with bounded threads: time of a request's calls (s, smoothed), and by how much its spread stretches waits. */
  readonly calling: Float64Array;
  readonly callingStretch: Float64Array;
  readonly hitRatio: Float64Array;
  /** Latest 95th percentile (s): the first guess of the next. */
  readonly p95: Float64Array;
  /** Retries that a call has saved, `MAX_RETRY_TOKENS` at most. */
  readonly retryTokens: Float64Array;
  /** Smoothed failure rates of one try of a call, and of a call with its retries. */
  readonly tryFailure: Float64Array;
  readonly callFailure: Float64Array;
  /**
   * Mean time that a call holds a connection without the callee's queueing (s), that queueing (s, smoothed), and the squared coefficient
   * of variation of the whole.
   */
  readonly hold: Float64Array;
  readonly queued: Float64Array;
  readonly holdVariation: Float64Array;
  /** Steps for which a breaker that an operator opened stays open. */
  readonly breakerSteps: Float64Array;
  /**
   * Of breakers that open by themselves, empty where there are none: seconds for which one is still open; the hazard of opening since it
   * closed, and the chances of closing since it opened, 0 to 1; and the share of the last step for which it was open.
   */
  readonly breakerOpen: Float64Array;
  readonly breakerHazard: Float64Array;
  readonly breakerProbed: Float64Array;
  readonly breakerHeld: Float64Array;
  /** Per fault of the episode: 0 unless an action mends it, 1 once it has, n for one that will have in n - 1 steps. */
  readonly mended: Float64Array;
  readonly globals: Float64Array;
}

/** Indices into `State.globals`. */
export const STEP = 0;
export const LIMIT = 1;
export const LIMIT_STEPS = 2;
export const USER_FAILURE = 3;
/** Steps until every ordered replica has arrived; 0 if none is under way. */
export const ORDER_STEPS = 4;
/** Share of the users' requests that fail at once, because a queue has no room for them. */
export const USER_REFUSED = 5;
const GLOBALS = 6;
/** Largest number of faults in one episode. */
export const MAX_FAULTS = 8;

/** Allocates a state, all zero. */
export function allocateState({ nodes, calls, breaker }: Network): State {
  const breakers = breaker.some((one) => one !== undefined) ? calls : 0;
  const buffer = new Float64Array(
    nodes * (17 + SCALE_SLOTS) + calls * 7 + breakers * 4 + MAX_FAULTS + GLOBALS,
  );
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
    waited: view(nodes),
    slowness: view(nodes),
    slowBacklog: view(nodes),
    slowQueue: view(nodes),
    slowWaited: view(nodes),
    drained: view(nodes),
    calling: view(nodes),
    callingStretch: view(nodes),
    hitRatio: view(nodes),
    p95: view(nodes),
    retryTokens: view(calls),
    tryFailure: view(calls),
    callFailure: view(calls),
    hold: view(calls),
    queued: view(calls),
    holdVariation: view(calls),
    breakerSteps: view(calls),
    breakerOpen: view(breakers),
    breakerHazard: view(breakers),
    breakerProbed: view(breakers),
    breakerHeld: view(breakers),
    mended: view(MAX_FAULTS),
    globals: view(GLOBALS),
  };
}

/** Resets a state to the start of an episode: all replicas up, caches warm, queues empty. */
export function resetState(state: State, network: Network): void {
  state.buffer.fill(0);
  state.replicas.set(network.replicas);
  state.memory.fill(BASE_MEMORY);
  state.hitRatio.set(network.hitRatio);
  for (let i = 0; i < network.nodes; i++) state.p95[i] = 3 / network.ratePerReplica[i]!;
  for (let e = 0; e < network.calls; e++) state.hold[e] = 1 / network.ratePerReplica[network.callee[e]!]!;
  state.holdVariation.fill(1);
  state.retryTokens.fill(MAX_RETRY_TOKENS);
  state.callingStretch.fill(1);
  state.globals[LIMIT] = 1;
}
