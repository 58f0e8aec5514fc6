import type { ResponseInput } from "./responses.ts";
import { pushMaximum } from "../mixtures/clark.ts";
import { callOutcome } from "./call_outcome.ts";
import {
  assign,
  meanOf,
  type Mixture,
  push,
  pushSums,
  reduce,
  totalWeight,
  varianceOf,
} from "../mixtures/mixture.ts";
import type { Scratch } from "./scratch.ts";

/** Failures that are rarer than this are added to the whole of the times before them, not to each component. */
const RARE_FAILURE = 1e-3;

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
  const rare = totalWeight(callBad) < RARE_FAILURE;
  next.size = 0;
  for (let i = 0; i < alive.size * 3; i += 3) {
    const weight = alive.parts[i]!;
    const mean = alive.parts[i + 1]!;
    const variance = alive.parts[i + 2]!;
    push(next, weight * (1 - chance), mean, variance);
    pushSums(next, weight * chance, mean, variance, callGood);
    if (!rare) pushSums(critical ? failed : next, weight * chance, mean, variance, callBad);
  }
  if (rare && callBad.size > 0) {
    pushSums(
      critical ? failed : next,
      totalWeight(alive) * chance,
      meanOf(alive),
      varianceOf(alive),
      callBad,
    );
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
  const rare = totalWeight(callBad) < RARE_FAILURE;
  next.size = 0;
  for (let i = 0; i < groupGood.size * 3; i += 3) {
    const weight = groupGood.parts[i]!;
    const mean = groupGood.parts[i + 1]!;
    const variance = groupGood.parts[i + 2]!;
    push(next, weight * (1 - chance), mean, variance);
    pushMaxima(next, weight * chance, mean, variance, callGood);
    if (!rare) pushMaxima(critical ? groupBad : next, weight * chance, mean, variance, callBad);
  }
  if (rare && callBad.size > 0) {
    const into = critical ? groupBad : next;
    pushMaxima(into, totalWeight(groupGood) * chance, meanOf(groupGood), varianceOf(groupGood), callBad);
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
