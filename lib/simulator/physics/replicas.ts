import { assign, createMixture, type Mixture, push, reduce } from "../mixtures/mixture.ts";
import type { ApartReplicas } from "./responses.ts";
import type { ServiceTimes } from "./service_times.ts";
import type { StationParts } from "./station_parts.ts";
import { BALANCERS } from "../topology/network.ts";
import { createStationIo, type StationOutput, stepStation } from "../queueing/station.ts";

/** Replicas with a queue each behind a load balancer. */
export interface Replicas {
  /** Steps the replicas of a node. `capacity` is that of all `servers` without a slow one among them. */
  step(node: number, load: { arrivals: number; capacity: number; servers: number }, out: StationOutput): void;
  /** Writes what the slow replica of the node that was stepped does, and what the others do; before `write`. */
  writeApart(apart: ApartReplicas): void;
  /** Writes the sojourn times of the node that was stepped. */
  write(local: Mixture): void;
  /** Of that node: mean share of busy replicas, and the mean wait (s). */
  readonly busy: number;
  readonly queued: number;
}

/** Exponent of the share of time in which all other replicas are idle enough for the slow one to be so, too; fitted to single requests. */
const SPARED_EXPONENT = 2.3;
/**
 * Connections are counted, not requests in service: as many requests wait as find a random replica busy, and their waits are longer than
 * in one queue by this times the utilisation; fitted, too.
 */
const UNEVEN_QUEUES = 0.8;
const ROOT_ROUNDS = 12;

/**
 * The replicas of a node: all alike but for one that may be slower. Round robin gives each the same share, with arrivals more regular
 * than at random; the fewest connections are nearly one queue, from which a slow replica takes as much as it can.
 */
export function createReplicas(
  { network, state, conditions, scratch }: Pick<StationParts, "network" | "state" | "conditions" | "scratch">,
  times: ServiceTimes,
): Replicas {
  const { input, output } = createStationIo();
  const sojourns = createMixture();
  let busy = 0;
  let queued = 0;
  let slowShare = 0;
  let slowRejected = 0;
  let othersRejected = 0;
  /** Components of `sojourns` that are those of the others. */
  let othersSize = 0;

  /** Steps one station, adds its sojourn times with that weight, and its counts, times so many alike, to `out`. */
  function part(
    { weight, alike, slower, regular, fewest }: {
      weight: number;
      alike: number;
      slower: number;
      regular: number;
      fewest: boolean;
    },
    out: StationOutput,
  ): void {
    input.stretch = times.stretch;
    stepStation(input, output);
    const { arrivals, capacity, servers } = input;
    let waits = output.waitProbability;
    let wait = output.wait;
    if (regular > 1 && output.delay === 0 && arrivals < 0.98 * capacity) {
      const root = regularRoot(arrivals / capacity, regular);
      wait *= (1 - arrivals / capacity) / (1 - root);
      waits = root;
    }
    wait *= times.stretch;
    let variance = output.waitVariance * (wait * wait) / Math.max(1e-18, output.wait * output.wait);
    let admitted = weight * (1 - output.rejected);
    const size = sojourns.size;
    if (fewest && output.delay === 0) {
      const rho = Math.min(1, arrivals / capacity);
      const more = Math.max(0, rho - waits);
      const service = servers / capacity;
      push(sojourns, admitted * more, service, service * service);
      admitted *= 1 - more;
      wait *= 1 + UNEVEN_QUEUES * rho;
      variance *= (1 + UNEVEN_QUEUES * rho) * (1 + UNEVEN_QUEUES * rho);
    }
    push(sojourns, admitted * (1 - waits), output.delay, output.delayVariance);
    push(sojourns, admitted * waits, output.delay + wait, output.delayVariance + variance);
    for (let i = size * 3; i < sojourns.size * 3; i += 3) {
      queued += sojourns.parts[i]! * sojourns.parts[i + 1]!;
    }
    addService(size, slower);
    out.served += alike * output.served;
    out.rejected += weight * output.rejected;
    out.waitProbability += weight * waits;
    out.queue += alike * output.queue;
    out.backlog += alike * output.backlog;
    busy += alike * servers * Math.min(1, output.served / capacity);
  }

  /** Adds a slow replica on which as many requests are as on the others. */
  function follow(
    { weight, elsewhere, rejected }: { weight: number; elsewhere: number; rejected: number },
    out: StationOutput,
  ): void {
    const { arrivals, capacity } = input;
    const number = 1 + elsewhere;
    const admitted = weight * (1 - rejected);
    push(sojourns, admitted, number / capacity, number / (capacity * capacity));
    queued += admitted * elsewhere / capacity;
    const served = Math.min(capacity, arrivals * (1 - rejected));
    out.served += served;
    out.rejected += weight * rejected;
    out.waitProbability += weight;
    out.queue += elsewhere;
    busy += served / capacity;
  }

  /** Adds service times, that many times longer than usual, to the components from an index on. */
  function addService(from: number, slower: number): void {
    const { spread, distances } = scratch;
    spread.size = 0;
    for (let i = from * 3; i < sojourns.size * 3; i += 3) {
      push(
        spread,
        sojourns.parts[i]!,
        sojourns.parts[i + 1]! / slower,
        sojourns.parts[i + 2]! / (slower * slower),
      );
    }
    sojourns.size = from;
    assign(kept, spread);
    times.add(kept);
    for (let i = 0; i < kept.size * 3; i += 3) {
      push(sojourns, kept.parts[i]!, kept.parts[i + 1]! * slower, kept.parts[i + 2]! * slower * slower);
    }
    reduce(kept, distances);
  }
  const kept = createMixture();

  /** Copies components of `sojourns`, from one index to another, with weights that sum to 1. */
  function copy(to: Mixture, from: number, end: number): void {
    const { parts } = sojourns;
    let weight = 0;
    for (let i = from * 3; i < end * 3; i += 3) weight += parts[i]!;
    to.size = 0;
    if (weight <= 0) return;
    for (let i = from * 3; i < end * 3; i += 3) push(to, parts[i]! / weight, parts[i + 1]!, parts[i + 2]!);
  }

  return {
    get busy() {
      return busy;
    },
    get queued() {
      return queued;
    },
    step(node, { arrivals, capacity, servers }, out) {
      const roundRobin = network.balancer[node] === BALANCERS["round-robin"];
      const slower = conditions.slowReplica[node]!;
      const drained = state.drained[node]! > 0 && servers > 1;
      const odd = !drained && slower !== 1 && servers > 1;
      const healthy = servers - Number(odd || drained);
      const each = capacity / servers * (servers === 1 ? 1 / slower : 1);
      const places = network.queuePlaces[node]! / servers;
      const slowRate = each / slower;
      let share = odd ? 1 / servers : 0;
      if (odd && !roundRobin) {
        const rho = Math.min(1, arrivals / (healthy * each + slowRate));
        share = Math.min(
          share,
          slowRate * (1 - Math.exp(SPARED_EXPONENT * Math.log(Math.max(1e-9, 1 - rho)))) /
            Math.max(arrivals, 1e-9),
        );
      }
      busy = 0;
      queued = 0;
      sojourns.size = 0;
      out.served =
        out.rejected =
        out.waitProbability =
        out.queue =
        out.backlog =
          0;
      out.delay =
        out.wait =
        out.delayVariance =
        out.waitVariance =
          0;
      const alike = roundRobin ? healthy : 1;
      input.servers = roundRobin ? 1 : healthy;
      input.arrivals = arrivals * (1 - share) / alike;
      input.capacity = each * input.servers;
      input.places = places * input.servers;
      input.backlog = state.backlog[node]! / alike;
      input.queue = state.queue[node]! / alike;
      input.waited = state.waited[node]!;
      part({
        weight: 1 - share,
        alike,
        slower: 1,
        regular: roundRobin ? servers : 1,
        fewest: !roundRobin && healthy > 1,
      }, out);
      state.backlog[node] = out.backlog;
      state.queue[node] = out.queue;
      state.waited[node] = output.waited;
      slowShare = share;
      slowRejected = 0;
      othersRejected = output.rejected;
      othersSize = sojourns.size;
      if (odd) {
        input.servers = 1;
        input.arrivals = arrivals * share;
        input.capacity = slowRate;
        input.places = places;
        input.backlog = state.slowBacklog[node]!;
        input.queue = state.slowQueue[node]!;
        input.waited = state.slowWaited[node]!;
        if (roundRobin) {
          part({ weight: share, alike: 1, slower, regular: servers, fewest: false }, out);
          state.slowBacklog[node] = output.backlog;
          state.slowQueue[node] = output.queue;
          state.slowWaited[node] = output.waited;
        } else {follow({
            weight: share,
            elsewhere: (out.queue + out.backlog + busy) / healthy,
            rejected: output.rejected,
          }, out);}
        slowRejected = output.rejected;
      } else state.slowBacklog[node] = state.slowQueue[node] = 0;
      busy /= servers;
    },
    writeApart(apart) {
      apart.slowShare = slowShare;
      apart.slowRejected = slowRejected;
      apart.othersRejected = othersRejected;
      copy(apart.others, 0, othersSize);
      copy(apart.slow, othersSize, sojourns.size);
    },
    write(local) {
      reduce(sojourns, scratch.distances);
      let weight = 0;
      for (let i = 0; i < sojourns.size * 3; i += 3) weight += sojourns.parts[i]!;
      local.size = 0;
      for (let i = 0; i < sojourns.size * 3; i += 3) {
        push(local, sojourns.parts[i]! / weight, sojourns.parts[i + 1]!, sojourns.parts[i + 2]!);
      }
      queued /= Math.max(weight, 1e-9);
    },
  };
}

/**
 * Probability of a wait where every nth request of a Poisson stream comes: the root below 1 of σ = (n ρ / (n ρ + 1 - σ))^n (Kleinrock,
 * Queueing Systems 1, 1975, section 6.4).
 */
function regularRoot(rho: number, n: number): number {
  let root = rho;
  for (let round = 0; round < ROOT_ROUNDS; round++) {
    const ratio = n * rho / (n * rho + 1 - root);
    let power = 1;
    for (let k = 0; k < n; k++) power *= ratio;
    root = power;
  }
  return root;
}
