import type { Truth } from "./truth.ts";
import { PLATFORM, STEP_SECONDS } from "../../model/mod.ts";
import { heldBackShare } from "./breakers.ts";
import type { Conditions } from "./conditions.ts";
import { totalWeight, varianceOf, weightBeyond } from "../mixtures/mixture.ts";
import { MAX_RETRY_TOKENS, type Network } from "../topology/network.ts";
import { percentile95 } from "../mixtures/percentile.ts";
import { respond } from "./response.ts";
import { createResponses, type Responses } from "./responses.ts";
import { createPools } from "./pools.ts";
import { createScratch } from "./scratch.ts";
import { LIMIT, type State, USER_FAILURE, USER_REFUSED } from "./state.ts";
import { createStations, noteCalling } from "./stations.ts";
import { advanceTimers } from "./timers.ts";

/** The physics of one network: advances its state by one step at a time. */
export interface Physics {
  readonly truth: Truth;
  readonly responses: Responses;
  /**
   * Advances the state by one step.
   *
   * @param usersRate users' requests/s before retries and limits
   * @param slowness standard normal innovations of the slow factor, one per node; absent: no slow factor
   */
  step(usersRate: number, slowness?: Float64Array): void;
}

/** A pool has ample connections if it has so many times those that are held, and so many more, for a callee that busy. */
const AMPLE = { factor: 2, more: 12, busy: 0.25 };

/** Physics that steps `state` in place. The model is described in README.md. */
export function createPhysics(
  { network, state, conditions }: { network: Network; state: State; conditions: Conditions },
): Physics {
  const { nodes, calls, order, firstCall, callee } = network;
  const perNode = () => new Float64Array(nodes);
  const truth: Truth = {
    arrivals: perNode(),
    served: perNode(),
    capacity: perNode(),
    servers: perNode(),
    waits: perNode(),
    calls: new Float64Array(calls),
    localShare: perNode(),
    p95: perNode(),
    density: perNode(),
    errorRate: perNode(),
    utilisation: perNode(),
    population: perNode(),
    killed: new Uint8Array(nodes),
  };
  const responses = createResponses(network);
  const ownBreakers = state.breakerHeld.length > 0;
  const flow = truth.calls;
  const pools = createPools({ network, state, conditions, responses, flow });
  const scratch = createScratch();
  const { percentile } = scratch;
  const stations = createStations({ network, state, conditions, responses, truth, pools, scratch });
  const { serve } = stations;
  const responseInput = { network, state, conditions, responses, scratch };

  /** Adds a node's calls to the arrivals of its callees. */
  function demand(node: number): void {
    const error = Math.min(
      1,
      network.baseErrorRate[node]! + conditions.errors[node]! + responses.lost[node]!,
    );
    let alive = truth.served[node]! * (1 - error);
    for (let e = firstCall[node]!; e < firstCall[node + 1]!; e++) {
      const to = callee[e]!;
      const chance = network.callsPerRequest[e]! * missShare(e, alive);
      responses.chance[e] = chance;
      const passed = 1 - heldBackShare(e, state);
      const again = network.retries[e]! > 0 ? retried(e, alive * chance * passed) : 0;
      const tries = alive * chance * (1 + again);
      if (ownBreakers) responses.wanted[e] = tries;
      const wanted = tries * passed;
      responses.tries[e] = wanted;
      if (conditions.pool[e]! < Infinity && !isAmple(e, wanted)) pools.want(e, wanted, again);
      else {
        if (responses.poolWaits[e]!.size > 0 || responses.poolFailure[e]! > 0) pools.without(e);
        flow[e] = wanted * (1 - conditions.cut[e]!);
        truth.arrivals[to] = truth.arrivals[to]! + flow[e]!;
      }
      const wrong = network.kind[to] === "cache" && conditions.poison[to]! > 0 ? wrongShare(e) : 0;
      responses.wrongValue[e] = wrong;
      if (network.critical[e] === 1) alive *= 1 - chance * state.callFailure[e]!;
      alive *= 1 - wrong;
    }
  }

  /** Retries of a call as a share of its first tries: what fails, as far as the tokens go that it has saved and earns. */
  function retried(e: number, firstTries: number): number {
    const failure = state.tryFailure[e]!;
    const tokens = state.retryTokens[e]!;
    const budget = network.retryBudget[e]!;
    const first = Math.max(1e-9, firstTries * STEP_SECONDS);
    const limit = budget + tokens / first;
    responses.retryLimit[e] = limit;
    if (failure <= 1e-4 && tokens === MAX_RETRY_TOKENS) return 0;
    let again = 0;
    let power = failure;
    for (let k = 0; k < network.retries[e]!; k++, power *= failure) again += power;
    again = Math.min(limit, again);
    state.retryTokens[e] = Math.min(MAX_RETRY_TOKENS, tokens + (budget - again) * first);
    return again;
  }

  /** Whether a pool has so many connections, and its callee so little to do, that a look is enough to see that no call waits. */
  function isAmple(e: number, wanted: number): boolean {
    const to = callee[e]!;
    const held = wanted * (state.hold[e]! + state.queued[e]!);
    const rate = network.ratePerReplica[to]! * (state.replicas[to]! - state.down[to]!);
    return AMPLE.factor * held + AMPLE.more < conditions.pool[e]! &&
      wanted * conditions.slow[to]! < AMPLE.busy * rate;
  }

  /** Share of the requests not failed by this call to a poisoned cache that read a wrong value there: half of the wrong entries. */
  function wrongShare(ask: number): number {
    const cache = callee[ask]!;
    return responses.chance[ask]! * answeredShare(ask) * state.hitRatio[cache]! * conditions.poison[cache]! /
      2;
  }

  /**
   * Share of requests that make this call behind a cache, of those that got there: misses, failed cache calls, and the half of the wrong
   * entries that is noticed. 1 for other calls.
   */
  function missShare(e: number, alive: number): number {
    const ask = network.missOf[e]!;
    if (ask < 0) return 1;
    const cache = callee[ask]!;
    const hits = meanHitRatio(e, alive) * (1 - conditions.poison[cache]! / 2) * answeredShare(ask);
    return responses.chance[ask]! * (1 - hits) / (1 - responses.wrongValue[ask]!);
  }

  /** Mean hit ratio over the step of the cache before a call: reads of the store that will be in time warm it on the way. */
  function meanHitRatio(e: number, alive: number): number {
    const cache = callee[network.missOf[e]!]!;
    const hit = state.hitRatio[cache]!;
    const gap = network.hitRatio[cache]! - hit;
    if (gap < 1e-4) return hit;
    const wanted = alive * network.callsPerRequest[e]! * (1 - hit);
    const good = Math.min(wanted, stations.capacityOf(callee[e]!)) * (1 - state.tryFailure[e]!);
    const share = good * STEP_SECONDS / network.warmingReads[cache]!;
    return share < 1e-6 ? hit : hit + gap * (1 - (1 - Math.exp(-share)) / share);
  }

  /** Share of the requests that asked a cache, and were not failed by that, which have its answer. */
  function answeredShare(ask: number): number {
    return network.critical[ask] === 1 ? 1 : 1 - state.callFailure[ask]!;
  }

  /** Reads of a store that return in time refill the cache that missed. */
  function warmCaches(): void {
    for (let e = 0; e < calls; e++) {
      const ask = network.missOf[e]!;
      if (ask < 0) continue;
      const cache = callee[ask]!;
      const gap = network.hitRatio[cache]! - state.hitRatio[cache]!;
      if (gap === 0) continue;
      const good = flow[e]! * (1 - responses.failure[e]!) * (1 - responses.failure[ask]!);
      state.hitRatio[cache] = state.hitRatio[cache]! +
        gap * (1 - Math.exp(-good * STEP_SECONDS / network.warmingReads[cache]!));
    }
  }

  function growMemory(): void {
    const { outOfMemoryKill: kill } = PLATFORM;
    for (let i = 0; i < nodes; i++) {
      truth.arrivals[i] = 0;
      truth.killed[i] = 0;
      if (conditions.leak[i] === 0) continue;
      const memory = state.memory[i]! + conditions.leak[i]!;
      state.memory[i] = memory;
      if (memory < 1) continue;
      truth.killed[i] = 1;
      // Replicas die whole.
      const killed = Math.max(1, Math.round(state.replicas[i]! / kill.batches));
      state.down[i] = Math.max(state.down[i]!, Math.min(killed, state.replicas[i]!));
      state.downSteps[i] = Math.max(state.downSteps[i]!, kill.downSteps);
      state.memory[i] = kill.memory;
    }
  }

  /** Share of the refused requests that are tried again before the queue that refused them has let anybody in. */
  function refusedAgain(): number {
    const { userRetryDelay } = conditions;
    return userRetryDelay < STEP_SECONDS ? Math.exp(-userRetryDelay * stations.capacityOf(network.front)) : 0;
  }

  /** Factor on the users' rate due to their own retries, but for those that are refused once more at once. */
  function amplification(): number {
    const atOnce = state.globals[USER_REFUSED]! > 0 ? state.globals[USER_REFUSED]! * refusedAgain() : 0;
    const p = state.globals[USER_FAILURE]! - atOnce;
    let again = 0;
    let power = p;
    for (let k = 0; k < conditions.userRetries; k++, power *= p) again += power;
    if (atOnce === 0) return 1 + Math.min(conditions.userRetryBudget, again);
    // Both kinds of retries are paid from one budget.
    const all = again + (1 + again) * atOnce * conditions.userRetries;
    return all > 0 ? 1 + again * Math.min(1, conditions.userRetryBudget / all) : 1;
  }

  /** Share of the requests that come to the front, not counting those that come again at once, for which it has no room. */
  let refused = 0;

  /** Counts the tries that users make at once at a queue that has just refused them. */
  function refuseAgain(): void {
    const front = network.front;
    const rejected = responses.rejected[front]!;
    refused = rejected;
    if (rejected <= 0 || conditions.userRetryDelay >= STEP_SECONDS) return;
    const again = Math.min(conditions.userRetries, conditions.userRetryBudget / rejected);
    const extra = truth.arrivals[front]! * rejected * again * refusedAgain();
    const arrivals = truth.arrivals[front]! + extra;
    responses.rejected[front] = (truth.arrivals[front]! * rejected + extra) / arrivals;
    truth.arrivals[front] = arrivals;
  }

  function answer(node: number): void {
    respond(node, responseInput);
    const good = responses.good[node]!;
    const bad = responses.bad[node]!;
    const rejected = responses.rejected[node]!;
    let failed = totalWeight(bad);
    if (node === network.front) failed += weightBeyond(good, network.topology.userTimeoutSeconds);
    truth.errorRate[node] = Math.min(1, Math.max(0, rejected + (1 - rejected) * failed));
    if (network.threads[node]! < Infinity) noteCalling(node, { state, responses });
    percentile95(good, bad, state.p95[node]!, percentile);
    truth.localShare[node] = firstCall[node] === firstCall[node + 1]
      ? 1
      : Math.min(1, varianceOf(responses.local[node]!) / Math.max(1e-12, varianceOf(good)));
    const p95 = percentile.value;
    // Without responses the last guess is kept for later.
    if (p95 > 0) state.p95[node] = p95;
    truth.p95[node] = p95;
    truth.density[node] = percentile.density;
  }

  function step(usersRate: number, slowness?: Float64Array): void {
    advanceTimers(state, network);
    pools.begin();
    growMemory();
    truth.arrivals[network.front] = usersRate * conditions.traffic * amplification() * state.globals[LIMIT]!;
    for (let i = 0; i < nodes; i++) {
      const node = order[i]!;
      serve(node, slowness);
      demand(node);
      if (node === network.front) refuseAgain();
    }
    for (let i = nodes - 1; i >= 0; i--) answer(order[i]!);
    warmCaches();
    // Failures that users answer within a step are felt without delay.
    const keep = Math.min(1, conditions.userRetryDelay / STEP_SECONDS) / 2;
    const { globals } = state;
    const counted = responses.rejected[network.front]!;
    const failed = counted === refused
      ? truth.errorRate[network.front]!
      : refused + (truth.errorRate[network.front]! - counted) * (1 - refused) / Math.max(1e-9, 1 - counted);
    globals[USER_FAILURE] = keep * globals[USER_FAILURE]! + (1 - keep) * failed;
    globals[USER_REFUSED] = keep * globals[USER_REFUSED]! + (1 - keep) * refused;
  }

  return { truth, responses, step };
}
