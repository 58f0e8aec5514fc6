import type { StationParts } from "./station_parts.ts";
import { PLATFORM, STEP_SECONDS } from "../../model/mod.ts";
import { assign, meanOf, type Mixture, push, reduce, secondMomentOf } from "../mixtures/mixture.ts";
import { erlangB } from "../queueing/erlang_b.ts";
import type { Responses } from "./responses.ts";
import { createReplicas } from "./replicas.ts";
import { createServiceTimes } from "./service_times.ts";
import { scalability } from "../queueing/scalability.ts";
import { BASE_MEMORY, type State } from "./state.ts";
import { createStationIo, stepStation } from "../queueing/station.ts";

/** The stations of a network. */
export interface Stations {
  /** Requests/s that the replicas of a node can serve. */
  capacityOf(node: number): number;
  /** Steps the station of a node, whose callers have been stepped, and writes its local sojourn time. */
  serve(node: number, slowness: Float64Array | undefined): void;
}

/** Below this probability of a wait, requests that wait get no component of their own. */
export const MIN_WAIT_PROBABILITY = 0.02;
/** Relaxation times after which nothing is left of what a queue was, to the last digit. */
const FORGOTTEN = 40;

/** Stations that are stepped in place. */
export function createStations(parts: StationParts): Stations {
  const { network, state, conditions, responses, truth, pools, scratch } = parts;
  const { input, output } = createStationIo();
  const times = createServiceTimes(parts);
  const replicas = createReplicas(parts, times);

  /** Whether service times are exponential and all replicas alike, as in health. */
  function isPlain(node: number): boolean {
    return state.memory[node] === BASE_MEMORY && conditions.slowShare[node] === 1 &&
      conditions.slowReplica[node] === 1;
  }

  const capacityOf = (node: number) => capacityWhen(node, isPlain(node));

  function capacityWhen(node: number, plain: boolean): number {
    const up = state.replicas[node]! - state.down[node]!;
    if (up < 0.05) return 0;
    const capacity = network.ratePerReplica[node]! *
      scalability(up, network.contention[node]!, network.coherency[node]!) / conditions.slow[node]!;
    const warming = state.warmingSteps[node]! > 0 ? PLATFORM.warmup.capacityShare : 1;
    return plain
      ? capacity * warming
      : capacity * warming * (1 - times.collectionOf(node)) * times.speedOf(node, up);
  }

  /** Threads of the replicas at work. */
  function threadsOf(node: number): number {
    return network.threads[node]! * (state.replicas[node]! - state.down[node]!) / network.replicas[node]!;
  }

  function serve(node: number, slowness: Float64Array | undefined): void {
    const plain = isPlain(node);
    const capacity = capacityWhen(node, plain);
    const up = Math.max(1, Math.round(state.replicas[node]! - state.down[node]!));
    const pooled = pools.pending[node] === 1;
    const others = truth.arrivals[node]!;
    const offered = pooled ? others + pools.admit(node, { capacity, servers: up, others }) : others;
    const local = responses.local[node]!;
    local.size = 0;
    responses.queued[node] = 0;
    responses.lasting[node] = 0;
    responses.lost[node] = 0;
    truth.capacity[node] = capacity;
    truth.servers[node] = up;
    if (!plain || network.balancer[node] !== 0) times.choose(node, capacity > 0 ? up / capacity : 0);
    const apart = network.balancer[node] !== 0 && capacity > 0;
    let rate = capacity;
    let servers = up;
    let stretch = plain ? 1 : times.stretch;
    if (network.threads[node]! < Infinity && capacity > 0 && !apart) {
      const held = up / capacity + state.calling[node]!;
      const limit = threadsOf(node) / held;
      if (limit < capacity) {
        rate = limit;
        servers = Math.max(1, Math.round(limit * held));
        stretch = state.callingStretch[node]!;
      }
    }
    if (apart) replicas.step(node, { arrivals: offered, capacity, servers: up }, output);
    else {
      input.arrivals = offered;
      input.capacity = rate;
      input.servers = servers;
      input.places = pooled ? pools.placesOf(node) : network.queuePlaces[node]!;
      input.surplus = slowness === undefined
        ? 0
        : slowness[node]! * Math.sqrt((offered + Math.min(offered, rate)) * STEP_SECONDS);
      input.backlog = state.backlog[node]!;
      input.queue = state.queue[node]!;
      input.waited = state.waited[node]!;
      input.stretch = stretch;
      stepStation(input, output);
      state.backlog[node] = output.backlog;
      state.queue[node] = output.queue;
      state.waited[node] = output.waited;
    }
    truth.served[node] = output.served;
    truth.waits[node] = output.waitProbability;
    responses.rejected[node] = output.rejected;
    const arrivals = pooled ? offered * pools.settle(node, output.rejected) : offered;
    truth.arrivals[node] = arrivals;
    if (capacity <= 0) {
      truth.utilisation[node] = 0;
      truth.population[node] = 0;
      return;
    }
    const busy = apart ? replicas.busy : output.served / capacity;
    truth.utilisation[node] = Math.min(1, busy);
    truth.population[node] = output.queue * (apart ? 1 : stretch) + output.backlog + busy * up;
    if (truth.killed[node] === 1 && arrivals > 0) {
      responses.lost[node] = Math.min(1, state.down[node]! * Math.min(1, busy) / (arrivals * STEP_SECONDS));
    }
    if (apart) {
      replicas.writeApart(responses.apart[node]!);
      replicas.write(local);
      responses.queued[node] = replicas.queued;
      return;
    }
    const threadsShort = rate < capacity;
    writeWaits(node, stretch, slowness);
    if (threadsShort) addCpuWaits(local, { arrivals: output.served, capacity, servers: up });
    if (pooled) pools.split(node, local, capacity);
    responses.queued[node] = meanOf(local);
    if (output.waitProbability >= MIN_WAIT_PROBABILITY && responses.queued[node]! > 0) {
      const gap = 1 - arrivals / rate;
      responses.lasting[node] = output.waitProbability;
      responses.forgetting[node] = rate * gap * gap / (2 * stretch);
    }
    if (plain) addExponential(local, up / capacity);
    else times.add(local);
  }

  /** Writes the waits of a station that was stepped. */
  function writeWaits(node: number, stretch: number, slowness: Float64Array | undefined): void {
    const local = responses.local[node]!;
    const waits = output.waitProbability;
    let wait = output.wait * stretch;
    let waitVariance = output.waitVariance * stretch * stretch;
    // Where few requests wait, the slow factor has no visible effect.
    if (slowness !== undefined && waits >= MIN_WAIT_PROBABILITY) {
      const { arrivals, capacity } = input;
      const rho = Math.min(0.999, arrivals * (1 - output.rejected) / capacity);
      const tau = stretch / (capacity * (1 - rho) * (1 - rho));
      const between = 4 * tau / (STEP_SECONDS + 4 * tau);
      const steps = STEP_SECONDS / (2 * tau);
      const keep = steps < FORGOTTEN ? Math.exp(-steps) : 0;
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
  }

  /** Adds the waits for a server that requests meet who have a thread: those of an M/M/c queue. */
  function addCpuWaits(
    local: Mixture,
    { arrivals, capacity, servers }: { arrivals: number; capacity: number; servers: number },
  ): void {
    const rho = Math.min(0.98, arrivals / capacity);
    const blocking = erlangB(servers, rho * servers);
    const waits = blocking / (1 - rho * (1 - blocking));
    if (waits < MIN_WAIT_PROBABILITY) return;
    const wait = 1 / (capacity * (1 - rho));
    const { spread } = scratch;
    spread.size = 0;
    for (let i = 0; i < local.size * 3; i += 3) {
      const [weight, mean, variance] = [local.parts[i]!, local.parts[i + 1]!, local.parts[i + 2]!];
      push(spread, weight * (1 - waits), mean, variance);
      push(spread, weight * waits, mean + wait, variance + wait * wait);
    }
    reduce(spread, scratch.distances);
    assign(local, spread);
  }

  return { capacityOf, serve };
}

/** Adds exponential service times of that mean to waits. */
function addExponential({ size, parts }: Mixture, mean: number): void {
  for (let i = 0; i < size * 3; i += 3) {
    parts[i + 1] = parts[i + 1]! + mean;
    parts[i + 2] = parts[i + 2]! + mean * mean;
  }
}

/**
 * Notes how long requests hold a thread after their service: the time of their calls, and by how much its spread stretches the waits for
 * a thread, (1 + c²) / 2.
 */
export function noteCalling(
  node: number,
  { state, responses }: { state: State; responses: Responses },
): void {
  const local = responses.local[node]!;
  const good = responses.good[node]!;
  const bad = responses.bad[node]!;
  let weight = 0;
  let sum = 0;
  for (const { size, parts } of [good, bad]) {
    for (let i = 0; i < size * 3; i += 3) {
      weight += parts[i]!;
      sum += parts[i]! * parts[i + 1]!;
    }
  }
  if (weight <= 0) return;
  const mean = sum / weight;
  const localMean = meanOf(local);
  const variance = (secondMomentOf(good) + secondMomentOf(bad)) / weight - mean * mean -
    (secondMomentOf(local) - localMean * localMean);
  const calling = Math.max(0, mean - localMean);
  const held = Math.max(1e-9, calling + localMean - responses.queued[node]!);
  state.calling[node] = (state.calling[node]! + calling) / 2;
  state.callingStretch[node] = (1 + Math.max(0, variance) / (held * held)) / 2;
}
