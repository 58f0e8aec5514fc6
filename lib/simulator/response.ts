import { pushMaximum } from "./clark.ts";
import type { Conditions } from "./conditions.ts";
import { gammaTail } from "./gamma_tail.ts";
import { assign, createMixture, meanOf, type Mixture, push, reduce, totalWeight } from "./mixture.ts";
import type { Network } from "./network.ts";
import type { State } from "./state.ts";

/** Response times per node: what ends well and what ends in failure; rejected requests are in neither. */
export interface Responses {
  readonly good: readonly Mixture[];
  readonly bad: readonly Mixture[];
  /** Per node, to be filled in before `respond`: its local sojourn, and the share that it rejects. */
  readonly local: readonly Mixture[];
  readonly rejected: Float64Array;
  /** Per node: mean time that a request queues there, in seconds. */
  readonly queued: Float64Array;
  /** Per call: the share that fails for want of a connection, and the wait for one (s). */
  readonly poolFailure: Float64Array;
  readonly poolWait: Float64Array;
  /** Per call: the share of first tries that failed in this step. */
  readonly failure: Float64Array;
  /** Per call: probability that a request makes it, given that the earlier calls let it. */
  readonly chance: Float64Array;
  /** Per node: share of the requests that read a wrong value from a cache. */
  readonly wrongValue: Float64Array;
}

/** Room for the responses of a network. */
export function createResponses({ nodes, calls }: Network): Responses {
  const mixtures = () => Array.from({ length: nodes }, createMixture);
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

const callGood = createMixture();
const callBad = createMixture();
const alive = createMixture();
const next = createMixture();
const failed = createMixture();
const together = createMixture();
const togetherBad = createMixture();
const spare = createMixture();

/** Response time of one node from its local sojourn and its callees' responses, which must be there already. */
export function respond(
  node: number,
  { network, state, conditions, responses }: {
    network: Network;
    state: State;
    conditions: Conditions;
    responses: Responses;
  },
): void {
  const error = Math.min(1, network.baseErrorRate[node]! + conditions.errors[node]!);
  failed.size = 0;
  alive.size = 0;
  const local = responses.local[node]!;
  for (let i = 0; i < local.size * 3; i += 3) {
    const weight = local.parts[i]!;
    push(alive, weight * (1 - error), local.parts[i + 1]!, local.parts[i + 2]!);
    push(failed, weight * error, local.parts[i + 1]!, local.parts[i + 2]!);
  }
  const end = network.firstCall[node + 1]!;
  for (let e = network.firstCall[node]!; e < end; e++) {
    callOutcome(e, network, state, conditions, responses);
    const inGroup = network.parallel[e] === 1 &&
      ((e + 1 < end && network.parallel[e + 1] === 1) || together.size > 0);
    if (!inGroup) {
      inSequence(responses.chance[e]!, network.critical[e] === 1);
      if (responses.wrongValue[node]! > 0 && network.kind[network.callee[e]!] === "cache") {
        failShare(responses.wrongValue[node]!);
      }
      continue;
    }
    if (together.size === 0) startGroup();
    inParallel(responses.chance[e]!, network.critical[e] === 1);
    if (e + 1 === end || network.parallel[e + 1] !== 1) {
      assign(callGood, together);
      assign(callBad, togetherBad);
      together.size = 0;
      inSequence(1, true);
    }
  }
  assign(responses.good[node]!, alive);
  assign(responses.bad[node]!, failed);
}

/** What the caller sees of one call: `callGood` and `callBad`, their weights summing to 1. */
function callOutcome(
  e: number,
  network: Network,
  state: State,
  conditions: Conditions,
  responses: Responses,
): void {
  const callee = network.callee[e]!;
  const timeout = network.timeout[e]!;
  const rejected = responses.rejected[callee]!;
  const good = responses.good[callee]!;
  const bad = responses.bad[callee]!;
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  callGood.size = 0;
  callBad.size = 0;
  const open = state.breakerSteps[e]! > 0 ? 0.95 : 0;
  const poolFailure = responses.poolFailure[e]!;
  const tried = (1 - open) * (1 - conditions.cut[e]!) * (1 - poolFailure);
  const wait = delay + responses.poolWait[e]!;
  const reached = tried * (1 - rejected);
  const loss = conditions.loss[e]!;
  for (let i = 0; i < good.size * 3; i += 3) {
    const weight = good.parts[i]! * reached;
    const mean = good.parts[i + 1]! + wait;
    const variance = good.parts[i + 2]!;
    if (loss > 0) {
      pushTimed(weight * (1 - loss), mean, variance, timeout);
      pushTimed(weight * loss * (1 - loss), mean + 0.2, variance, timeout);
      pushTimed(weight * loss * loss * (1 - loss), mean + 0.6, variance, timeout);
      push(callBad, weight * loss * loss * loss, timeout, 0);
    } else pushTimed(weight, mean, variance, timeout);
  }
  for (let i = 0; i < bad.size * 3; i += 3) {
    push(callBad, bad.parts[i]! * reached, Math.min(timeout, bad.parts[i + 1]! + wait), bad.parts[i + 2]!);
  }
  push(callBad, tried * rejected, wait + 1e-3, 0);
  if (open > 0) {
    push(callGood, open * 0.8, 1e-3, 0);
    push(callBad, open * 0.2, 1e-3, 0);
  }
  push(callBad, (1 - open) * (conditions.cut[e]! + (1 - conditions.cut[e]!) * poolFailure), timeout, 0);
  reduce(callGood);
  reduce(callBad);
  const failure = totalWeight(callBad);
  responses.failure[e] = failure;
  state.tryFailure[e] = (state.tryFailure[e]! + failure) / 2;
  state.hold[e] = Math.max(0, meanOf(good) - responses.queued[callee]!);
  if (failure > 1e-4) {
    for (let r = 0; r < network.retries[e]!; r++) {
      retry(failure, network.retryBudget[e]!);
    }
  }
  state.callFailure[e] = (state.callFailure[e]! + totalWeight(callBad)) / 2;
}

/** A response that beats the timeout, and an atom at the timeout for the weight beyond. */
function pushTimed(weight: number, mean: number, variance: number, timeout: number): void {
  const distance = timeout - mean;
  if (distance > 0 && distance * distance > 100 * variance) {
    push(callGood, weight, mean, variance);
    return;
  }
  const beyond = gammaTail(timeout, mean, variance);
  push(callBad, weight * beyond, timeout, 0);
  if (beyond > 1 - 1e-6) return;
  // Past the timeout a gamma tail falls off about as an exponential of mean variance / mean.
  const within = (mean - beyond * (timeout + variance / mean)) / (1 - beyond);
  push(
    callGood,
    weight * (1 - beyond),
    Math.max(within, 0.2 * timeout * (1 - beyond)),
    variance * (1 - beyond),
  );
}

/** Tries what failed once more, as far as the budget goes. */
function retry(tryFailure: number, budget: number): void {
  const share = Math.min(1, budget / tryFailure);
  assign(spare, callBad);
  const lost = meanOf(spare);
  const again = totalWeight(spare) * share;
  callBad.size = 0;
  for (let i = 0; i < spare.size * 3; i += 3) {
    const weight = spare.parts[i]!;
    push(callBad, weight * (1 - share), spare.parts[i + 1]!, spare.parts[i + 2]!);
    push(callBad, weight * again, spare.parts[i + 1]! + lost, spare.parts[i + 2]!);
  }
  const firstGood = callGood.size;
  for (let i = 0; i < firstGood * 3; i += 3) {
    push(callGood, callGood.parts[i]! * again, callGood.parts[i + 1]! + lost, callGood.parts[i + 2]!);
  }
  reduce(callGood);
  reduce(callBad);
}

/** The requests that are alive make a call one after another. */
function inSequence(chance: number, critical: boolean): void {
  next.size = 0;
  for (let i = 0; i < alive.size * 3; i += 3) {
    const weight = alive.parts[i]!;
    const mean = alive.parts[i + 1]!;
    const variance = alive.parts[i + 2]!;
    push(next, weight * (1 - chance), mean, variance);
    for (let j = 0; j < callGood.size * 3; j += 3) {
      push(
        next,
        weight * chance * callGood.parts[j]!,
        mean + callGood.parts[j + 1]!,
        variance + callGood.parts[j + 2]!,
      );
    }
    for (let j = 0; j < callBad.size * 3; j += 3) {
      push(
        critical ? failed : next,
        weight * chance * callBad.parts[j]!,
        mean + callBad.parts[j + 1]!,
        variance + callBad.parts[j + 2]!,
      );
    }
  }
  reduce(next);
  reduce(failed);
  assign(alive, next);
}

function startGroup(): void {
  together.size = 0;
  togetherBad.size = 0;
  push(together, 1, 0, 0);
}

/** One more call of a group that starts together: the group ends with its slowest. */
function inParallel(chance: number, critical: boolean): void {
  next.size = 0;
  for (let i = 0; i < together.size * 3; i += 3) {
    const weight = together.parts[i]!;
    const sofar = { mean: together.parts[i + 1]!, variance: together.parts[i + 2]! };
    push(next, weight * (1 - chance), sofar.mean, sofar.variance);
    pushMaxima(next, weight * chance, sofar, callGood);
    pushMaxima(critical ? togetherBad : next, weight * chance, sofar, callBad);
  }
  reduce(next);
  reduce(togetherBad);
  assign(together, next);
}

function pushMaxima(
  into: Mixture,
  weight: number,
  sofar: { mean: number; variance: number },
  { size, parts }: Mixture,
): void {
  for (let j = 0; j < size * 3; j += 3) {
    pushMaximum(into, weight * parts[j]!, sofar, { mean: parts[j + 1]!, variance: parts[j + 2]! });
  }
}

/** A share of the requests that are alive ends in failure here. */
function failShare(share: number): void {
  for (let i = 0; i < alive.size * 3; i += 3) {
    push(failed, alive.parts[i]! * share, alive.parts[i + 1]!, alive.parts[i + 2]!);
    alive.parts[i] = alive.parts[i]! * (1 - share);
  }
  reduce(failed);
}
