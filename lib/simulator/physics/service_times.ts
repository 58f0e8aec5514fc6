import { assign, type Mixture, push, reduce } from "../mixtures/mixture.ts";
import type { StationParts } from "./station_parts.ts";
import { BASE_MEMORY } from "./state.ts";

/** The service times of one node at a time: exponential, or of two kinds. */
export interface ServiceTimes {
  /** Factor on waits against those of exponential service times of the same mean: (1 + c²) / 2. */
  readonly stretch: number;
  /** Share of the time that garbage collection takes beyond that of a healthy replica, 0 to 0.9. */
  collectionOf(node: number): number;
  /** Speed of the replicas at work, of which one in a shared queue may be slower, as a share of that of as many healthy ones. */
  speedOf(node: number, up: number): number;
  /** Chooses a node, whose requests take this time on average. */
  choose(node: number, mean: number): void;
  /** Adds the service times of the chosen node to waits. */
  add(waits: Mixture): void;
}

/** A memory utilisation beyond this changes nothing more. */
const MAX_MEMORY = 0.985;
/** Length of a stop for garbage collection; how often there is one follows from the memory. */
const PAUSE_SECONDS = 0.2;
/** A share of the time spent on garbage collection that nobody notices. */
const MIN_COLLECTION = 1e-3;
const BASE_COLLECTION = collection(BASE_MEMORY);

/** Share of the time for which garbage collection stops a replica at a memory utilisation. */
function collection(memory: number): number {
  const m = Math.min(memory, MAX_MEMORY);
  return 0.02 * m / (1 - m);
}

/**
 * Service times of a network: exponential, unless garbage collection stops some of the requests, only a share of them is slow, or one
 * replica that shares the others' queue is.
 */
export function createServiceTimes(
  { network, state, conditions, scratch }: Pick<StationParts, "network" | "state" | "conditions" | "scratch">,
): ServiceTimes {
  let usual = 0;
  let share = 0;
  let slow = 0;
  let slowVariance = 0;
  let stretch = 1;

  function collectionOf(node: number): number {
    return Math.min(0.9, Math.max(0, collection(state.memory[node]!) - BASE_COLLECTION));
  }

  function speedOf(node: number, up: number): number {
    const slower = conditions.slowReplica[node]!;
    return slower === 1 || network.balancer[node] !== 0 || up < 1 ? 1 : (up - 1 + 1 / slower) / up;
  }

  function choose(node: number, mean: number): void {
    usual = mean;
    share = 0;
    stretch = 1;
    if (conditions.slowReplica[node] !== 1 && network.balancer[node] === 0) {
      const up = Math.max(1, state.replicas[node]! - state.down[node]!);
      const speed = speedOf(node, up);
      usual = mean * speed;
      share = Math.min(1, 1 / conditions.slowReplica[node]! / (up * speed));
      slow = usual * conditions.slowReplica[node]!;
      slowVariance = slow * slow;
      return;
    }
    const slowShare = conditions.slowShare[node]!;
    if (slowShare < 1 && conditions.slow[node]! > 1) {
      usual = mean / conditions.slow[node]!;
      share = slowShare;
      slow = (mean - (1 - share) * usual) / share;
      slowVariance = slow * slow;
    } else if (state.memory[node]! !== BASE_MEMORY) {
      const gc = collectionOf(node);
      if (gc < MIN_COLLECTION) return;
      usual = mean * (1 - gc);
      share = Math.min(0.5, mean * gc / PAUSE_SECONDS);
      slow = usual + mean * gc / share;
      slowVariance = usual * usual;
    } else return;
    const square = 2 * (1 - share) * usual * usual + share * (slow * slow + slowVariance);
    stretch = square / (2 * mean * mean);
  }

  return {
    get stretch() {
      return stretch;
    },
    collectionOf,
    speedOf,
    choose,
    add(waits) {
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
    },
  };
}
