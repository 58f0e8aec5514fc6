import { PLATFORM } from "../../model/mod.ts";
import { pushMaximum } from "../mixtures/clark.ts";
import type { Conditions } from "./conditions.ts";
import { gammaTail } from "../mixtures/gamma_tail.ts";
import {
  assign,
  createMixture,
  KEPT_COMPONENTS,
  meanOf,
  type Mixture,
  push,
  reduce,
  totalWeight,
} from "../mixtures/mixture.ts";
import type { Network } from "../topology/network.ts";
import type { Scratch } from "./scratch.ts";
import type { State } from "./state.ts";

const { breaker, refusalSeconds, resendSeconds: [resendOnce, resendTwice] } = PLATFORM;

/** Response times per node: successful requests in `good`, failed ones in `bad`, rejected ones in neither. */
export interface Responses {
  readonly good: readonly Mixture[];
  readonly bad: readonly Mixture[];
  /** Per node, to be filled in before `respond`: local sojourn time, and share of the arrivals rejected. */
  readonly local: readonly Mixture[];
  readonly rejected: Float64Array;
  /** Per node: mean queueing time, seconds. */
  readonly queued: Float64Array;
  /** Per call: share that fails because the pool has no connection in time, and the mean wait for one (s). */
  readonly poolFailure: Float64Array;
  readonly poolWait: Float64Array;
  /** Per call: failure rate of the first try in this step. */
  readonly failure: Float64Array;
  /** Per call: probability that a request makes it, given that no earlier call has failed the request. */
  readonly chance: Float64Array;
  /** Per node: share of requests that read a wrong value from a cache. */
  readonly wrongValue: Float64Array;
}

/** Empty responses for a network. */
export function createResponses({ nodes, calls }: Network): Responses {
  const mixtures = () => Array.from({ length: nodes }, () => createMixture(KEPT_COMPONENTS));
  return {
    good: mixtures(),
    bad: mixtures(),
    local: mixtures(),
    rejected: new Float64Array(nodes),
    queued: new Float64Array(nodes),
    poolFailure: new Float64Array(calls),
    poolWait: new Float64Array(calls),
    failure: new Float64Array(calls),
    chance: new Float64Array(calls),
    wrongValue: new Float64Array(nodes),
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
  const { alive, failed, groupGood } = scratch;
  const good = responses.good[node]!;
  const bad = responses.bad[node]!;
  const first = network.firstCall[node]!;
  const end = network.firstCall[node + 1]!;
  if (first === end) return serveLocally(node, input, good, bad);
  serveLocally(node, input, alive, failed);
  for (let e = first; e < end; e++) {
    callOutcome(e, input);
    const chance = responses.chance[e]!;
    const critical = network.critical[e] === 1;
    const inGroup = network.parallel[e] === 1 &&
      ((e + 1 < end && network.parallel[e + 1] === 1) || groupGood.size > 0);
    if (!inGroup) {
      inSequence(scratch, chance, critical);
      if (responses.wrongValue[node]! > 0 && network.kind[network.callee[e]!] === "cache") {
        failShare(scratch, responses.wrongValue[node]!);
      }
      continue;
    }
    if (groupGood.size === 0) beginGroup(scratch);
    inParallel(scratch, chance, critical);
    if (e + 1 === end || network.parallel[e + 1] !== 1) endGroup(scratch);
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
  const error = Math.min(1, network.baseErrorRate[node]! + conditions.errors[node]!);
  failed.size = 0;
  alive.size = 0;
  const { size, parts } = responses.local[node]!;
  for (let i = 0; i < size * 3; i += 3) {
    const weight = parts[i]!;
    push(alive, weight * (1 - error), parts[i + 1]!, parts[i + 2]!);
    push(failed, weight * error, parts[i + 1]!, parts[i + 2]!);
  }
}

/** Computes the outcome of a call as its caller sees it: `callGood` and `callBad`, whose weights sum to 1. */
function callOutcome(e: number, { network, state, conditions, responses, scratch }: ResponseInput): void {
  const { callGood, callBad, distances } = scratch;
  const callee = network.callee[e]!;
  const timeout = network.timeout[e]!;
  const rejected = responses.rejected[callee]!;
  const good = responses.good[callee]!;
  const bad = responses.bad[callee]!;
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  callGood.size = 0;
  callBad.size = 0;
  const open = state.breakerSteps[e]! > 0 ? breaker.heldBackShare : 0;
  const cut = conditions.cut[e]!;
  const poolFailure = responses.poolFailure[e]!;
  const tried = (1 - open) * (1 - cut) * (1 - poolFailure);
  const wait = delay + responses.poolWait[e]!;
  const reached = tried * (1 - rejected);
  const loss = conditions.loss[e]!;
  for (let i = 0; i < good.size * 3; i += 3) {
    const weight = good.parts[i]! * reached;
    const mean = good.parts[i + 1]! + wait;
    const variance = good.parts[i + 2]!;
    if (loss > 0) {
      pushTimed(scratch, weight * (1 - loss), mean, variance, timeout);
      pushTimed(scratch, weight * loss * (1 - loss), mean + resendOnce, variance, timeout);
      pushTimed(scratch, weight * loss * loss * (1 - loss), mean + resendTwice, variance, timeout);
      push(callBad, weight * loss * loss * loss, timeout, 0);
    } else pushTimed(scratch, weight, mean, variance, timeout);
  }
  for (let i = 0; i < bad.size * 3; i += 3) {
    push(callBad, bad.parts[i]! * reached, Math.min(timeout, bad.parts[i + 1]! + wait), bad.parts[i + 2]!);
  }
  push(callBad, tried * rejected, wait + refusalSeconds, 0);
  if (open > 0) {
    push(callGood, open * breaker.fallbackShare, refusalSeconds, 0);
    push(callBad, open * breaker.failedShare, refusalSeconds, 0);
  }
  push(callBad, (1 - open) * (cut + (1 - cut) * poolFailure), timeout, 0);
  reduce(callGood, distances);
  reduce(callBad, distances);
  const failure = totalWeight(callBad);
  responses.failure[e] = failure;
  state.tryFailure[e] = (state.tryFailure[e]! + failure) / 2;
  state.hold[e] = Math.max(0, meanOf(good) - responses.queued[callee]!);
  if (failure > 1e-4) {
    for (let r = network.retries[e]!; r > 0; r--) retry(scratch, failure, network.retryBudget[e]!);
  }
  state.callFailure[e] = (state.callFailure[e]! + totalWeight(callBad)) / 2;
}

/** Adds a response: what is in time to `callGood`, the weight beyond the timeout as an atom at the timeout to `callBad`. */
function pushTimed(
  { callGood, callBad }: Scratch,
  weight: number,
  mean: number,
  variance: number,
  timeout: number,
): void {
  const distance = timeout - mean;
  if (distance > 0 && distance * distance > 100 * variance) {
    push(callGood, weight, mean, variance);
    return;
  }
  const beyond = gammaTail(timeout, mean, variance);
  push(callBad, weight * beyond, timeout, 0);
  if (beyond > 1 - 1e-6) return;
  // Beyond the timeout, a gamma tail is close to an exponential of mean variance / mean.
  const within = (mean - beyond * (timeout + variance / mean)) / (1 - beyond);
  push(
    callGood,
    weight * (1 - beyond),
    Math.max(within, 0.2 * timeout * (1 - beyond)),
    variance * (1 - beyond),
  );
}

/** Retries failed calls once, within the budget. */
function retry({ callGood, callBad, tried, distances }: Scratch, tryFailure: number, budget: number): void {
  const share = Math.min(1, budget / tryFailure);
  assign(tried, callBad);
  const lost = meanOf(tried);
  const again = totalWeight(tried) * share;
  callBad.size = 0;
  for (let i = 0; i < tried.size * 3; i += 3) {
    const weight = tried.parts[i]!;
    push(callBad, weight * (1 - share), tried.parts[i + 1]!, tried.parts[i + 2]!);
    push(callBad, weight * again, tried.parts[i + 1]! + lost, tried.parts[i + 2]!);
  }
  const firstGood = callGood.size;
  for (let i = 0; i < firstGood * 3; i += 3) {
    push(callGood, callGood.parts[i]! * again, callGood.parts[i + 1]! + lost, callGood.parts[i + 2]!);
  }
  reduce(callGood, distances);
  reduce(callBad, distances);
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

/** Adds the sums of a component and each component of a mixture. */
function pushSums(into: Mixture, weight: number, mean: number, variance: number, other: Mixture): void {
  const { size, parts } = other;
  for (let j = 0; j < size * 3; j += 3) {
    push(into, weight * parts[j]!, mean + parts[j + 1]!, variance + parts[j + 2]!);
  }
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
  scratch.groupGood.size = 0;
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
