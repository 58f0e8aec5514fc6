import { PLATFORM, STEP_SECONDS } from "../../model/mod.ts";
import type { Conditions } from "./conditions.ts";
import {
  assign,
  meanOf,
  type Mixture,
  push,
  reduce,
  secondMomentOf,
  totalWeight,
  weightBeyond,
} from "../mixtures/mixture.ts";
import type { Network } from "../topology/network.ts";
import { percentile95 } from "../mixtures/percentile.ts";
import { scalability } from "../queueing/scalability.ts";
import { createResponses, respond, type Responses } from "./response.ts";
import { createPools, lastingOf } from "./pools.ts";
import { createScratch } from "./scratch.ts";
import { BASE_MEMORY, LIMIT, type State, USER_FAILURE } from "./state.ts";
import { createStationIo, stepStation } from "../queueing/station.ts";
import { advanceTimers } from "./timers.ts";

/** The true state of the system over one step, before any measurement noise. Per node unless said otherwise. */
export interface Truth {
  /** Arrivals and throughput, requests/s. */
  readonly arrivals: Float64Array;
  readonly served: Float64Array;
  readonly capacity: Float64Array;
  /** Servers at work, a whole number. */
  readonly servers: Float64Array;
  /** Probability that an arrival waits. */
  readonly waits: Float64Array;
  /** Per call, calls/s that reach the callee. */
  readonly calls: Float64Array;
  /** Share of the variance of the response time that is the node's own, 0 to 1. */
  readonly localShare: Float64Array;
  /** 95th percentile of the response time (s), and the probability density there (1/s). */
  readonly p95: Float64Array;
  readonly density: Float64Array;
  /** Failed or rejected requests as a share of all, 0 to 1. */
  readonly errorRate: Float64Array;
  readonly utilisation: Float64Array;
  /** Mean number in the station, waiting or in service. */
  readonly population: Float64Array;
  /** 1 where replicas were killed in this step because they were out of memory, else 0. */
  readonly killed: Uint8Array;
}

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

/** Length of a stop for garbage collection at a memory utilisation, seconds. */
function pauseLength(memory: number): number {
  return 0.02 / (1 - Math.min(memory, 0.985));
}

/** Share of the time for which garbage collection stops a replica at a memory utilisation. */
function collection(memory: number): number {
  const m = Math.min(memory, 0.985);
  return 0.02 * m / (1 - m);
}

/** Time in which calls are retried, over which a station's queue may last (s). */
const RETRY_SECONDS = 1;
/** A share of the time spent on garbage collection that nobody notices. */
const MIN_COLLECTION = 1e-3;
/** Below this probability of a wait, requests that wait get no component of their own. */
const MIN_WAIT_PROBABILITY = 0.02;
const BASE_COLLECTION = collection(BASE_MEMORY);

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
  const flow = truth.calls;
  const { input, output } = createStationIo();
  const pools = createPools({ network, state, conditions, responses, flow });
  const scratch = createScratch();
  const { percentile } = scratch;
  /** Service times of the current node: mean of the usual ones, share, mean and variance of the others, and by how much these stretch waits. */
  const phases = { usual: 0, share: 0, slow: 0, slowVariance: 0, stretch: 1 };
  const responseInput = { network, state, conditions, responses, scratch };

  function collectionOf(node: number): number {
    return Math.min(0.9, Math.max(0, collection(state.memory[node]!) - BASE_COLLECTION));
  }

  function capacityOf(node: number): number {
    const up = state.replicas[node]! - state.down[node]!;
    if (up < 0.05) return 0;
    const gc = collectionOf(node);
    const warming = state.warmingSteps[node]! > 0 ? PLATFORM.warmup.capacityShare : 1;
    return network.ratePerReplica[node]! *
      scalability(up, network.contention[node]!, network.coherency[node]!) *
      (1 - gc) * warming / conditions.slow[node]!;
  }

  /** Steps the station of a node and writes its local sojourn time. */
  function serve(node: number, slowness: Float64Array | undefined): void {
    const capacity = capacityOf(node);
    const servers = Math.max(1, Math.round(state.replicas[node]! - state.down[node]!));
    const offered = truth.arrivals[node]! +
      pools.admit(node, { capacity, servers, others: truth.arrivals[node]! });
    input.arrivals = offered;
    input.capacity = capacity;
    input.servers = servers;
    input.places = pools.placesOf(node);
    input.backlog = state.backlog[node]!;
    input.queue = state.queue[node]!;
    stepStation(input, output);
    state.backlog[node] = output.backlog;
    state.queue[node] = output.queue;
    truth.capacity[node] = capacity;
    truth.servers[node] = servers;
    truth.served[node] = output.served;
    truth.waits[node] = output.waitProbability;
    responses.rejected[node] = output.rejected;
    const arrivals = offered * pools.settle(node, output.rejected);
    truth.arrivals[node] = arrivals;
    responses.queued[node] = 0;
    responses.lasting[node] = 0;
    responses.lost[node] = 0;
    const local = responses.local[node]!;
    local.size = 0;
    if (capacity <= 0) {
      truth.utilisation[node] = 0;
      truth.population[node] = 0;
      return;
    }
    const busy = output.served / capacity;
    truth.utilisation[node] = Math.min(1, busy);
    truth.population[node] = output.queue + output.backlog + busy * servers;
    if (truth.killed[node] === 1 && arrivals > 0) {
      responses.lost[node] = Math.min(1, state.down[node]! * Math.min(1, busy) / (arrivals * STEP_SECONDS));
    }
    const service = servers / capacity;
    const waits = output.waitProbability;
    serviceTimes(node, service);
    let wait = output.wait * phases.stretch;
    let waitVariance = output.waitVariance * phases.stretch * phases.stretch;
    if (waits >= MIN_WAIT_PROBABILITY) {
      responses.lasting[node] = waits * lastingOf(RETRY_SECONDS, capacity, arrivals);
    }
    // Where few requests wait, the slow factor has no visible effect.
    if (slowness !== undefined && waits >= MIN_WAIT_PROBABILITY) {
      const rho = Math.min(0.999, arrivals / capacity);
      const tau = 1 / (capacity * (1 - rho) * (1 - rho));
      const between = 4 * tau / (STEP_SECONDS + 4 * tau);
      const keep = Math.exp(-STEP_SECONDS / (2 * tau));
      const z = keep * state.slowness[node]! + Math.sqrt(1 - keep * keep) * slowness[node]!;
      state.slowness[node] = z;
      const logVariance = Math.log(
        1 + Math.max(0, Math.min(1.5, between * (2 / Math.max(waits, 0.05) - 1))),
      );
      const factor = Math.exp(z * Math.sqrt(logVariance) - logVariance / 2);
      waitVariance = (waitVariance * (1 - between) + wait / capacity * between) * factor * factor;
      wait *= factor;
    }
    const { delay, delayVariance } = output;
    if (waits < MIN_WAIT_PROBABILITY) {
      push(local, 1, delay + waits * wait, delayVariance + waits * waitVariance);
    } else if (waits > 0.98) {
      push(local, 1, delay + wait, delayVariance + waitVariance);
    } else {
      push(local, 1 - waits, delay, delayVariance);
      push(local, waits, delay + wait, delayVariance + waitVariance);
    }
    pools.split(node, local, capacity);
    responses.queued[node] = meanOf(local);
    if (waits >= MIN_WAIT_PROBABILITY && local.size > 0 && responses.queued[node]! > 0) {
      responses.lasting[node] = waits * lastingOf(RETRY_SECONDS, capacity, arrivals);
    }
    addService(local);
  }

  /**
   * Writes the service times of a node of that mean to `phases`: exponential, unless garbage collection stops some of the requests, or
   * only a share of them is slow.
   */
  function serviceTimes(node: number, mean: number): void {
    const share = conditions.slowShare[node]!;
    const gc = collectionOf(node);
    phases.usual = mean;
    phases.share = 0;
    phases.stretch = 1;
    if (share < 1 && conditions.slow[node]! > 1) {
      phases.usual = mean / conditions.slow[node]!;
      phases.share = share;
      phases.slow = (mean - (1 - share) * phases.usual) / share;
      phases.slowVariance = phases.slow * phases.slow;
    } else if (gc > MIN_COLLECTION) {
      const pause = pauseLength(state.memory[node]!);
      phases.usual = mean * (1 - gc);
      phases.share = Math.min(0.5, mean * gc / pause);
      phases.slow = phases.usual + mean * gc / phases.share;
      phases.slowVariance = phases.usual * phases.usual;
    } else return;
    const square = 2 * (1 - phases.share) * phases.usual * phases.usual +
      phases.share * (phases.slow * phases.slow + phases.slowVariance);
    phases.stretch = square / (2 * mean * mean);
  }

  /** Adds the service times to waits. */
  function addService(waits: Mixture): void {
    const { usual, share, slow, slowVariance } = phases;
    if (share === 0) {
      for (let i = 0; i < waits.size * 3; i += 3) {
        waits.parts[i + 1] = waits.parts[i + 1]! + usual;
        waits.parts[i + 2] = waits.parts[i + 2]! + usual * usual;
      }
      return;
    }
    const { spread } = scratch;
    spread.size = 0;
    for (let i = 0; i < waits.size * 3; i += 3) {
      const [weight, mean, variance] = [waits.parts[i]!, waits.parts[i + 1]!, waits.parts[i + 2]!];
      push(spread, weight * (1 - share), mean + usual, variance + usual * usual);
      push(spread, weight * share, mean + slow, variance + slowVariance);
    }
    reduce(spread, scratch.distances);
    assign(waits, spread);
  }

  /** Adds a node's calls to the arrivals of its callees. */
  function demand(node: number): void {
    const error = Math.min(
      1,
      network.baseErrorRate[node]! + conditions.errors[node]! + responses.lost[node]!,
    );
    let alive = truth.served[node]! * (1 - error);
    for (let e = firstCall[node]!; e < firstCall[node + 1]!; e++) {
      const to = callee[e]!;
      const chance = network.callsPerRequest[e]! * missShare(e);
      responses.chance[e] = chance;
      const failure = state.tryFailure[e]!;
      let again = 0;
      if (failure > 1e-4) {
        let power = failure;
        for (let k = 0; k < network.retries[e]!; k++, power *= failure) again += power;
        again = Math.min(network.retryBudget[e]!, again);
      }
      const open = state.breakerSteps[e]! > 0 ? PLATFORM.breaker.heldBackShare : 0;
      const wanted = alive * chance * (1 + again) * (1 - open);
      if (conditions.pool[e]! < Infinity) pools.want(e, wanted);
      else {
        pools.without(e);
        flow[e] = wanted * (1 - conditions.cut[e]!);
        truth.arrivals[to] = truth.arrivals[to]! + flow[e]!;
      }
      const wrong = network.kind[to] === "cache" && conditions.poison[to]! > 0 ? wrongShare(e) : 0;
      responses.wrongValue[e] = wrong;
      if (network.critical[e] === 1) alive *= 1 - chance * state.callFailure[e]!;
      alive *= 1 - wrong;
    }
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
  function missShare(e: number): number {
    const ask = network.missOf[e]!;
    if (ask < 0) return 1;
    const cache = callee[ask]!;
    const hits = state.hitRatio[cache]! * (1 - conditions.poison[cache]! / 2) * answeredShare(ask);
    return responses.chance[ask]! * (1 - hits) / (1 - responses.wrongValue[ask]!);
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
      const good = flow[e]! * (1 - responses.failure[e]!) * (1 - responses.failure[ask]!);
      const gap = network.hitRatio[cache]! - state.hitRatio[cache]!;
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

  /** Factor on the users' rate due to their own retries. */
  function amplification(): number {
    const p = state.globals[USER_FAILURE]!;
    let again = 0;
    let power = p;
    for (let k = 0; k < conditions.userRetries; k++, power *= p) again += power;
    return 1 + Math.min(conditions.userRetryBudget, again);
  }

  function answer(node: number): void {
    respond(node, responseInput);
    const good = responses.good[node]!;
    const bad = responses.bad[node]!;
    const rejected = responses.rejected[node]!;
    let failed = totalWeight(bad);
    if (node === network.front) failed += weightBeyond(good, network.topology.userTimeoutSeconds);
    truth.errorRate[node] = Math.min(1, Math.max(0, rejected + (1 - rejected) * failed));
    percentile95(good, bad, state.p95[node]!, percentile);
    truth.localShare[node] = localShareOf(node, good, bad);
    const p95 = percentile.value;
    // Without responses the last guess is kept for later.
    if (p95 > 0) state.p95[node] = p95;
    truth.p95[node] = p95;
    truth.density[node] = percentile.density;
  }

  function localShareOf(node: number, good: Mixture, bad: Mixture): number {
    if (firstCall[node] === firstCall[node + 1]) return 1;
    const local = responses.local[node]!;
    const ownMean = meanOf(local);
    const own = secondMomentOf(local) - ownMean * ownMean;
    const [a, b] = [totalWeight(good), totalWeight(bad)];
    const mean = (a * meanOf(good) + b * meanOf(bad)) / (a + b);
    const whole = (secondMomentOf(good) + secondMomentOf(bad)) / (a + b) - mean * mean;
    return whole > 0 ? Math.min(1, Math.max(0, own / whole)) : 0;
  }

  function step(usersRate: number, slowness?: Float64Array): void {
    advanceTimers(state, network);
    growMemory();
    truth.arrivals[network.front] = usersRate * conditions.traffic * amplification() * state.globals[LIMIT]!;
    for (let i = 0; i < nodes; i++) {
      const node = order[i]!;
      serve(node, slowness);
      demand(node);
    }
    for (let i = nodes - 1; i >= 0; i--) answer(order[i]!);
    warmCaches();
    state.globals[USER_FAILURE] = (state.globals[USER_FAILURE]! + truth.errorRate[network.front]!) / 2;
  }

  return { truth, responses, step };
}
