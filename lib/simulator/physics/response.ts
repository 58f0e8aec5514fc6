import { pushMaximum } from "../mixtures/clark.ts";
import { callOutcome } from "./call_outcome.ts";
import type { Conditions } from "./conditions.ts";
import {
  assign,
  createMixture,
  KEPT_COMPONENTS,
  type Mixture,
  push,
  pushSums,
  reduce,
} from "../mixtures/mixture.ts";
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
  /** Per call: those waits; empty where no call waits. */
  readonly poolWaits: readonly Mixture[];
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

/** Components of a wait for a connection: none, and three of those who wait. */
const MAX_WAITS = 4;

/** Empty responses for a network. */
export function createResponses({ nodes, calls, balancer }: Network): Responses {
  const mixtures = () => Array.from({ length: nodes }, () => createMixture(KEPT_COMPONENTS));
  return {
    good: mixtures(),
    bad: mixtures(),
    local: mixtures(),
    rejected: new Float64Array(nodes),
    apart: Array.from(
      balancer,
      (code) =>
        code === 0 ? undefined : {
          slowShare: 0,
          slowRejected: 0,
          othersRejected: 0,
          slow: createMixture(),
          others: createMixture(),
        },
    ),
    lost: new Float64Array(nodes),
    queued: new Float64Array(nodes),
    lasting: new Float64Array(nodes),
    forgetting: new Float64Array(nodes),
    poolFailure: new Float64Array(calls),
    poolWait: new Float64Array(calls),
    poolLasting: new Float64Array(calls),
    poolWaits: Array.from({ length: calls }, () => createMixture(MAX_WAITS)),
    failure: new Float64Array(calls),
    chance: new Float64Array(calls),
    wrongValue: new Float64Array(calls),
  };
}

/** What a response is computed from. */
export interface ResponseInput {
  readonly network: Network;
  readonly state: State;
  readonly conditions: Conditions;
  readonly responses: Responses;
  readonly scratch: Scratch;
}

/** Computes the response time of a node from its local sojourn time and the responses of its callees, which must be up to date. */
export function respond(node: number, input: ResponseInput): void {
  const { network, responses, scratch } = input;
  const { alive, failed } = scratch;
  const good = responses.good[node]!;
  const bad = responses.bad[node]!;
  const first = network.firstCall[node]!;
  const end = network.firstCall[node + 1]!;
  if (first === end) return serveLocally(node, input, good, bad);
  serveLocally(node, input, alive, failed);
  let grouped = false;
  let wrong = 0;
  for (let e = first; e < end; e++) {
    callOutcome(e, input);
    const chance = responses.chance[e]!;
    const critical = network.critical[e] === 1;
    const last = e + 1 === end || network.parallel[e + 1] !== 1;
    if (!grouped && (network.parallel[e] !== 1 || last)) {
      inSequence(scratch, chance, critical);
      if (responses.wrongValue[e]! > 0) failShare(scratch, responses.wrongValue[e]!);
      continue;
    }
    if (!grouped) beginGroup(scratch);
    inParallel(scratch, chance, critical);
    wrong = 1 - (1 - wrong) * (1 - responses.wrongValue[e]!);
    grouped = !last;
    if (grouped) continue;
    endGroup(scratch);
    if (wrong > 0) failShare(scratch, wrong);
    wrong = 0;
  }
  assign(good, scratch.alive);
  assign(bad, failed);
}

/** Splits the local sojourn time into requests that go on and requests that fail at the node itself. */
function serveLocally(
  node: number,
  { network, conditions, responses }: ResponseInput,
  alive: Mixture,
  failed: Mixture,
): void {
  const error = Math.min(1, network.baseErrorRate[node]! + conditions.errors[node]! + responses.lost[node]!);
  failed.size = 0;
  alive.size = 0;
  const { size, parts } = responses.local[node]!;
  for (let i = 0; i < size * 3; i += 3) {
    const weight = parts[i]!;
    push(alive, weight * (1 - error), parts[i + 1]!, parts[i + 2]!);
    push(failed, weight * error, parts[i + 1]!, parts[i + 2]!);
  }
}

/** Adds a sequential call to the requests that are alive. */
function inSequence(scratch: Scratch, chance: number, critical: boolean): void {
  const { alive, next, failed, callGood, callBad, distances } = scratch;
  next.size = 0;
  for (let i = 0; i < alive.size * 3; i += 3) {
    const weight = alive.parts[i]!;
    const mean = alive.parts[i + 1]!;
    const variance = alive.parts[i + 2]!;
    push(next, weight * (1 - chance), mean, variance);
    pushSums(next, weight * chance, mean, variance, callGood);
    pushSums(critical ? failed : next, weight * chance, mean, variance, callBad);
  }
  reduce(next, distances);
  reduce(failed, distances);
  scratch.alive = next;
  scratch.next = alive;
}

function beginGroup({ groupGood, groupBad }: Scratch): void {
  groupGood.size = 0;
  groupBad.size = 0;
  push(groupGood, 1, 0, 0);
}

/** Adds a call to a parallel group, which ends with its slowest call. */
function inParallel(scratch: Scratch, chance: number, critical: boolean): void {
  const { groupGood, groupBad, next, callGood, callBad, distances } = scratch;
  next.size = 0;
  for (let i = 0; i < groupGood.size * 3; i += 3) {
    const weight = groupGood.parts[i]!;
    const mean = groupGood.parts[i + 1]!;
    const variance = groupGood.parts[i + 2]!;
    push(next, weight * (1 - chance), mean, variance);
    pushMaxima(next, weight * chance, mean, variance, callGood);
    pushMaxima(critical ? groupBad : next, weight * chance, mean, variance, callBad);
  }
  reduce(next, distances);
  reduce(groupBad, distances);
  assign(groupGood, next);
}

/** Adds the maxima of a component and each component of a mixture. */
function pushMaxima(into: Mixture, weight: number, mean: number, variance: number, other: Mixture): void {
  const { size, parts } = other;
  for (let j = 0; j < size * 3; j += 3) {
    pushMaximum(into, weight * parts[j]!, mean, variance, parts[j + 1]!, parts[j + 2]!);
  }
}

/** Adds the whole group to the requests that are alive, as one sequential call. */
function endGroup(scratch: Scratch): void {
  assign(scratch.callGood, scratch.groupGood);
  assign(scratch.callBad, scratch.groupBad);
  inSequence(scratch, 1, true);
}

/** Moves a share of the requests that are alive to the failed ones. */
function failShare({ alive, failed, distances }: Scratch, share: number): void {
  for (let i = 0; i < alive.size * 3; i += 3) {
    push(failed, alive.parts[i]! * share, alive.parts[i + 1]!, alive.parts[i + 2]!);
    alive.parts[i] = alive.parts[i]! * (1 - share);
  }
  reduce(failed, distances);
}
