import { PLATFORM } from "../../model/mod.ts";
import { fallbackShare, heldBackShare, stepBreaker } from "./breakers.ts";
import { assign, meanOf, type Mixture, push, pushSums, reduce, totalWeight } from "../mixtures/mixture.ts";
import { pushTimed } from "../mixtures/timeout.ts";
import { lossDelay, spreadLosses } from "./packet_loss.ts";
import type { ResponseInput, Responses } from "./responses.ts";
import type { Scratch } from "./scratch.ts";

const { refusalSeconds } = PLATFORM;
/** Time after which a call that a queue failed comes back (s). */
const RETRY_SECONDS = 1;
/** A rate of failures below this is not worth a retry's arithmetic. */
const MIN_RETRIED_FAILURE = 1e-4;

/** Computes the outcome of a call as its caller sees it: `callGood` and `callBad`, whose weights sum to 1. */
export function callOutcome(e: number, input: ResponseInput): void {
  const { network, state, responses, scratch } = input;
  const { callGood, callBad } = scratch;
  tryOutcome(e, input);
  const failure = totalWeight(callBad);
  responses.failure[e] = failure;
  state.tryFailure[e] = (state.tryFailure[e]! + failure) / 2;
  const breaker = network.breaker[e];
  if (breaker !== undefined) {
    const [goodSeconds, badSeconds] = [meanOf(callGood), meanOf(callBad)];
    stepBreaker(e, breaker, { state, failure, rate: responses.wanted[e]!, goodSeconds, badSeconds });
  }
  const held = heldBackShare(e, state);
  if (failure > MIN_RETRIED_FAILURE) {
    const share = Math.min(1, responses.retryLimit[e]! / failure) * (1 - held);
    const byPool = responses.poolFailure[e]! / failure;
    const lasting = byPool * responses.poolLasting[e]! * responses.poolFull[e]! +
      (1 - byPool) * lastingQueue(network.callee[e]!, responses);
    const failsAgain = failure + (1 - failure) * lasting;
    if (lasting > 0 && network.retries[e]! > 0) {
      spareFirstTries(scratch, 1 / (1 + share * (failsAgain - failure)));
    }
    // A retry that gets a connection waits for it nearly as long as its first try did, where the pool's queue lasts.
    const waiting = byPool * responses.poolLasting[e]!;
    const wait = responses.poolAgain[e]! - responses.poolWait[e]!;
    for (let r = network.retries[e]!; r > 0; r--) retry(scratch, { share, failsAgain, waiting, wait });
  }
  if (held > 0) {
    scale(callGood, 1 - held);
    scale(callBad, 1 - held);
    const answered = fallbackShare(e, input);
    push(callGood, held * answered, refusalSeconds, 0);
    push(callBad, held * (1 - answered), refusalSeconds, 0);
    reduce(callGood, scratch.distances);
    reduce(callBad, scratch.distances);
  }
  state.callFailure[e] = (state.callFailure[e]! + totalWeight(callBad)) / 2;
}

/** Correlation of a callee's queue over the time of a call that it fails, 0 to 1. */
function lastingQueue(node: number, responses: Responses): number {
  return responses.lasting[node]! * Math.exp(-RETRY_SECONDS * responses.forgetting[node]!);
}

/** Computes the outcome of one try that no breaker holds back. */
function tryOutcome(e: number, input: ResponseInput): void {
  const { network, conditions, responses, scratch } = input;
  const { callGood, callBad, sent, distances } = scratch;
  const callee = network.callee[e]!;
  const timeout = network.timeout[e]!;
  const loss = conditions.loss[e]!;
  const cut = conditions.cut[e]!;
  const waits = responses.poolWaits[e]!;
  const poolFailure = responses.poolFailure[e]!;
  const good = responses.good[callee]!;
  const bad = responses.bad[callee]!;
  const delay = network.networkDelay[e]! + conditions.delay[e]!;
  const tried = (1 - cut) * (1 - poolFailure);
  const reached = tried * (1 - responses.rejected[callee]!);
  const wholeDeadline = network.wholeDeadline[e] === 1;
  if (network.kind[callee] === "database" || conditions.pool[e]! < Infinity) holdConnections(e, input);
  callGood.size = 0;
  callBad.size = 0;
  if (loss > 0 || waits.size > 0) {
    sent.size = 0;
    for (let i = 0; i < good.size * 3; i += 3) {
      push(sent, good.parts[i]! * reached, good.parts[i + 1]! + delay, good.parts[i + 2]!);
    }
    if (wholeDeadline && waits.size > 0) addWaits(sent, waits, scratch);
    if (loss > 0) {
      reduce(sent, distances);
      spreadLosses(loss, scratch);
    }
    for (let i = 0; i < sent.size * 3; i += 3) {
      pushTimed(callGood, callBad, sent.parts[i]!, sent.parts[i + 1]!, sent.parts[i + 2]!, timeout);
    }
  } else {
    const { size, parts } = good;
    for (let i = 0; i < size * 3; i += 3) {
      pushTimed(callGood, callBad, parts[i]! * reached, parts[i + 1]! + delay, parts[i + 2]!, timeout);
    }
  }
  const before = delay + (loss > 0 ? 2 * lossDelay(loss) : 0) + (wholeDeadline ? responses.poolWait[e]! : 0);
  for (let i = 0; i < bad.size * 3; i += 3) {
    push(callBad, bad.parts[i]! * reached, Math.min(timeout, bad.parts[i + 1]! + before), bad.parts[i + 2]!);
  }
  push(callBad, tried - reached, before + refusalSeconds, 0);
  push(callBad, cut * (1 - poolFailure), timeout, 0);
  reduce(callGood, distances);
  reduce(callBad, distances);
  if (!wholeDeadline && waits.size > 0) {
    addWaits(callGood, waits, scratch);
    addWaits(callBad, waits, scratch);
    reduce(callGood, distances);
    reduce(callBad, distances);
  }
  if (poolFailure > 0) {
    push(callBad, poolFailure, wholeDeadline ? timeout : network.acquireTimeout[e]!, 0);
    reduce(callBad, distances);
  }
}

/**
 * Notes how long a call holds its connection: until the callee has answered, whether or not the caller still waits; where it can't be
 * reached, until the timeout.
 */
function holdConnections(e: number, { network, state, conditions, responses }: ResponseInput): void {
  const callee = network.callee[e]!;
  const good = responses.good[callee]!;
  const bad = responses.bad[callee]!;
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < good.size * 3; i += 3) {
    const share = good.parts[i]!;
    const one = good.parts[i + 1]!;
    weight += share;
    sum += share * one;
    squares += share * (one * one + good.parts[i + 2]!);
  }
  for (let i = 0; i < bad.size * 3; i += 3) {
    const share = bad.parts[i]!;
    const one = bad.parts[i + 1]!;
    weight += share;
    sum += share * one;
    squares += share * (one * one + bad.parts[i + 2]!);
  }
  if (weight <= 0) return;
  const mean = sum / weight;
  const square = squares / weight;
  const cut = conditions.cut[e]!;
  const loss = conditions.loss[e]!;
  const delay = network.networkDelay[e]! + conditions.delay[e]! + (loss > 0 ? lossDelay(loss) : 0);
  const queued = Math.min(mean, responses.queued[callee]!);
  state.hold[e] = (1 - cut) * (mean - queued + delay) + cut * network.timeout[e]!;
  state.queued[e] = (state.queued[e]! + (1 - cut) * queued) / 2;
  const variance = Math.max(0, square - mean * mean);
  state.holdVariation[e] = variance / Math.max(1e-12, (mean + delay) * (mean + delay));
}

/** Replaces a mixture by its sums with the waits for a connection. */
function addWaits(mixture: Mixture, waits: Mixture, { spread }: Scratch): void {
  spread.size = 0;
  for (let i = 0; i < mixture.size * 3; i += 3) {
    pushSums(spread, mixture.parts[i]!, mixture.parts[i + 1]!, mixture.parts[i + 2]!, waits);
  }
  assign(mixture, spread);
}

/**
 * Makes fewer of the first tries fail than of all: what retries fail more often, first tries fail less, since the callee ends as many
 * tries as it can, whichever they are.
 */
function spareFirstTries({ callGood, callBad }: Scratch, factor: number): void {
  const good = totalWeight(callGood);
  if (good <= 0) return;
  scale(callGood, (1 - (1 - good) * factor) / good);
  scale(callBad, factor);
}

/**
 * Retries a share of the failed calls once.
 *
 * @param options `failsAgain` is the share of the retries that fail: where a queue is what failed a call, and outlasts it, more than of
 * all tries; `waiting` is the share of the others that wait by `wait` longer than others do
 */
function retry(
  { callGood, callBad, tried, distances }: Scratch,
  { share, failsAgain, waiting, wait }: { share: number; failsAgain: number; waiting: number; wait: number },
): void {
  assign(tried, callBad);
  const lost = meanOf(tried);
  const failed = totalWeight(tried);
  const again = failed * share * (1 - failsAgain) / Math.max(totalWeight(callGood), 1e-12);
  callBad.size = 0;
  for (let i = 0; i < tried.size * 3; i += 3) {
    const weight = tried.parts[i]!;
    push(callBad, weight * (1 - share), tried.parts[i + 1]!, tried.parts[i + 2]!);
    push(callBad, weight * share * failsAgain, tried.parts[i + 1]! + lost, tried.parts[i + 2]!);
  }
  const firstGood = callGood.size;
  const meanGood = waiting > 0 ? meanOf(callGood) : 0;
  for (let i = 0; i < firstGood * 3; i += 3) {
    push(
      callGood,
      callGood.parts[i]! * again * (1 - waiting),
      callGood.parts[i + 1]! + lost,
      callGood.parts[i + 2]!,
    );
  }
  if (waiting > 0) {
    const served = failed * share * (1 - failsAgain);
    const alone = Math.max(0, meanGood - Math.max(0, wait));
    push(callGood, served * waiting, meanGood + wait + lost, alone * alone);
  }
  reduce(callGood, distances);
  reduce(callBad, distances);
}

function scale({ size, parts }: Mixture, factor: number): void {
  for (let i = 0; i < size * 3; i += 3) parts[i] = parts[i]! * factor;
}
