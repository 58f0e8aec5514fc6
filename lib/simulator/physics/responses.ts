import type { Conditions } from "./conditions.ts";
import { createMixture, createMixtures, KEPT_COMPONENTS, type Mixture } from "../mixtures/mixture.ts";
import type { Network } from "../topology/network.ts";
import type { Scratch } from "./scratch.ts";
import type { State } from "./state.ts";

/** Response times per node: successful requests in `good`, failed ones in `bad`, rejected ones in neither. */
export interface Responses {
  readonly good: readonly Mixture[];
  readonly bad: readonly Mixture[];
  /** Per node, to be filled in before `respond`: local sojourn time, and share of the arrivals rejected. */
  readonly local: readonly Mixture[];
  readonly rejected: Float64Array;
  /** Per node behind a load balancer: what the slow replica does, and the others. */
  readonly apart: readonly (ApartReplicas | undefined)[];
  /** Per node: share of the requests that died in service with their replica. */
  readonly lost: Float64Array;
  /**
   * Per node: mean queueing time (s); share of the requests that wait; and the rate at which the queue forgets how long it was (1/s), of a
   * station that has one.
   */
  readonly queued: Float64Array;
  readonly lasting: Float64Array;
  readonly forgetting: Float64Array;
  /** Per call: share that fails because the pool has no connection in time, and the mean wait of the others for one (s). */
  readonly poolFailure: Float64Array;
  readonly poolWait: Float64Array;
  /** Per call: correlation of the pool's queue over the time of a call that it fails, 0 to 1. */
  readonly poolLasting: Float64Array;
  /** Per call, of a retry that meets the queue that failed its first try: its wait if it gets a connection (s); and the chance that it doesn't. */
  readonly poolAgain: Float64Array;
  readonly poolFull: Float64Array;
  /** Per call: those waits; empty where no call waits. */
  readonly poolWaits: readonly Mixture[];
  /** Per call with a breaker that opens by itself: tries/s while it is closed. */
  readonly wanted: Float64Array;
  /** Per call: tries/s that a breaker lets pass, whether or not they get a connection or arrive. */
  readonly tries: Float64Array;
  /** Per call: retries that its budget allows, as a share of the first tries. */
  readonly retryLimit: Float64Array;
  /** Per call: failure rate of the first try in this step. */
  readonly failure: Float64Array;
  /** Per call: probability that a request makes it, given that no earlier call has failed the request. */
  readonly chance: Float64Array;
  /** Per call to a cache: share of the requests that get there and read a wrong value. */
  readonly wrongValue: Float64Array;
}

/** A slow replica and the others, of which each has its own queue. */
export interface ApartReplicas {
  /** Share of the requests that get to the slow one; 0 if none is slow or it is drained. */
  slowShare: number;
  /** Of the requests there and at the others: share that is rejected, and the sojourn times of the rest. */
  slowRejected: number;
  othersRejected: number;
  readonly slow: Mixture;
  readonly others: Mixture;
}

/** Components of a wait for a connection: none, and five of those who wait. */
const MAX_WAITS = 6;

/** Empty responses for a network. */
export function createResponses({ nodes, calls, balancer }: Network): Responses {
  const mixtures = () => createMixtures(nodes, KEPT_COMPONENTS);
  return {
    good: mixtures(),
    bad: mixtures(),
    local: mixtures(),
    rejected: new Float64Array(nodes),
    apart: Array.from(balancer, (code) => code === 0 ? undefined : createApart()),
    lost: new Float64Array(nodes),
    queued: new Float64Array(nodes),
    lasting: new Float64Array(nodes),
    forgetting: new Float64Array(nodes),
    poolFailure: new Float64Array(calls),
    poolWait: new Float64Array(calls),
    poolLasting: new Float64Array(calls),
    poolAgain: new Float64Array(calls),
    poolFull: new Float64Array(calls),
    poolWaits: createMixtures(calls, MAX_WAITS),
    wanted: new Float64Array(calls),
    tries: new Float64Array(calls),
    retryLimit: new Float64Array(calls),
    failure: new Float64Array(calls),
    chance: new Float64Array(calls),
    wrongValue: new Float64Array(calls),
  };
}

function createApart(): ApartReplicas {
  return { slowShare: 0, slowRejected: 0, othersRejected: 0, slow: createMixture(), others: createMixture() };
}

/** What a response is computed from. */
export interface ResponseInput {
  readonly network: Network;
  readonly state: State;
  readonly conditions: Conditions;
  readonly responses: Responses;
  readonly scratch: Scratch;
}
