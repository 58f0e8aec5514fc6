import type { Topology } from "../../model/mod.ts";
import { compileNetwork, type Network } from "../topology/network.ts";
import { Caches } from "./caches.ts";
import { EventHeap } from "./event_heap.ts";
import { Requests, USER } from "./requests.ts";
import { Station } from "./station.ts";
import { measure, type ServiceMeasures, type Tally } from "./tally.ts";

/** Options of `simulateRequests`. */
export interface DiscreteEventOptions {
  /** Source of uniform numbers in [0, 1). */
  readonly next: () => number;
  /** Length of the run, warm-up included, in simulated seconds. */
  readonly seconds: number;
  /** Seconds at the start that `services` leaves out; 0 by default. */
  readonly warmupSeconds?: number;
  /**
   * Users' requests per second, constant or as a function of the time in seconds, which is read at each whole second and
   * holds until the next; the topology's entry rate by default.
   */
  readonly entryRate?: number | ((seconds: number) => number);
  /** Also measures each window of this length, from time 0 on and warm-up included. */
  readonly windowSeconds?: number;
  /** Hit ratio of all caches at time 0; each cache's own by default. */
  readonly hitRatio?: number;
  /** Whether reads of the store that beat the timeout warm a cache towards its own hit ratio; false by default. */
  readonly warming?: boolean;
}

/** Result of `simulateRequests`. */
export interface DiscreteEventResult {
  /** In the order of `topology.services`, from the end of the warm-up on. */
  readonly services: readonly ServiceMeasures[];
  /** Windows by services; empty unless `windowSeconds` is given. */
  readonly windows: readonly (readonly ServiceMeasures[])[];
  /** Events processed, including timeouts of calls that had already ended. */
  readonly events: number;
}

/**
 * Discrete-event simulation of every single request: the independent oracle for the step of the simulator. Poisson arrivals,
 * exponential service times, first come first served queues; a request is served, frees its server and then makes its calls. Pools and
 * retries of users are not modelled. The network delay of a call comes before the callee.
 *
 * @throws {UsageError} if the topology is invalid
 * @throws {RangeError} if the warm-up leaves nothing of the run
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createStream } from "../../random/mod.ts";
 * import { createTopology } from "../topology/topologies.ts";
 * import { simulateRequests } from "./discrete_event.ts";
 * const { next } = createStream(7, "requests");
 * const { services } = simulateRequests(createTopology("three-tier"), { next, seconds: 60, warmupSeconds: 10 });
 * ok(services[0]!.latencyP95Seconds < 0.2); // of the api
 * ```
 */
export function simulateRequests(topology: Topology, options: DiscreteEventOptions): DiscreteEventResult {
  const { seconds, warmupSeconds = 0, windowSeconds = Infinity, entryRate = topology.entryRate } = options;
  if (!(warmupSeconds >= 0 && warmupSeconds < seconds && windowSeconds > 0)) {
    throw new RangeError(
      `The run needs windows of more than 0 s and a warm-up shorter than itself, found windows of ` +
        `${windowSeconds} s, a warm-up of ${warmupSeconds} s and a run of ${seconds} s`,
    );
  }
  const run = new Run(compileNetwork(topology), {
    ...options,
    rateAt: typeof entryRate === "number" ? () => entryRate : entryRate,
  });
  const windows: ServiceMeasures[][] = [];
  let warm = run.snapshot();
  let last = warm;
  let window = 1;
  while (run.time < seconds) {
    const windowEnd = window * windowSeconds;
    const warmupEnd = run.time < warmupSeconds ? warmupSeconds : Infinity;
    run.until(Math.min(windowEnd, warmupEnd, seconds));
    if (run.time === warmupSeconds) warm = run.snapshot();
    if (run.time === windowEnd) {
      windows.push(run.since(last));
      last = run.snapshot();
      window++;
    }
  }
  return { services: run.since(warm), windows, events: run.events };
}

/** The running counts at one time. */
interface Snapshot {
  readonly time: number;
  readonly tallies: readonly Tally[];
}

/** The state of a running simulation. */
class Run {
  time = 0;
  events = 0;
  readonly #network: Network;
  readonly #stations: readonly Station[];
  readonly #caches: Caches;
  readonly #heap = new EventHeap();
  readonly #requests: Requests;
  readonly #nextUser: () => number;

  constructor(
    network: Network,
    { next, seconds, rateAt, hitRatio, warming = false }: DiscreteEventOptions & {
      rateAt: (seconds: number) => number;
    },
  ) {
    this.#network = network;
    this.#stations = network.topology.services.map((service) => new Station(service));
    this.#caches = new Caches(network, { start: hitRatio, warming });
    this.#requests = new Requests({
      network,
      stations: this.#stations,
      caches: this.#caches,
      events: this.#heap,
      next,
    });
    this.#nextUser = () => nextArrival(this.#heap.time, { end: seconds, next, rateAt });
    this.#heap.push(this.#nextUser(), USER, 0, 0);
  }

  /** Processes all events before the given time. */
  until(end: number): void {
    const heap = this.#heap;
    while (heap.nextTime < end) {
      heap.pop();
      this.events++;
      this.#requests.handle(heap);
      if (heap.kind === USER) heap.push(this.#nextUser(), USER, 0, 0);
    }
    for (const station of this.#stations) station.advance(end);
    this.time = end;
  }

  snapshot(): Snapshot {
    return { time: this.time, tallies: this.#stations.map(({ tally }) => ({ ...tally })) };
  }

  /** Measures of each service since a snapshot. */
  since({ time, tallies }: Snapshot): ServiceMeasures[] {
    return this.#network.topology.services.map(({ name }, i) => {
      const { tally, servers, sojourns } = this.#stations[i]!;
      const from = tallies[i]!;
      return measure(name, {
        from,
        to: tally,
        seconds: this.time - time,
        servers,
        sojourns: sojourns.slice(from.responses, tally.responses),
        hitRatio: this.#caches.hitRatio[i]!,
      });
    });
  }
}

/**
 * The time of the next arrival of a Poisson process whose rate is constant within each whole second: an exponential
 * amount is used up second by second (the inverse of the integrated rate, Lewis and Shedler 1979, section 2).
 *
 * @param rateAt arrivals per second as a function of the time in seconds; read once per second, at its beginning
 * @returns Infinity where there is no arrival before `end`
 */
function nextArrival(
  time: number,
  { end, next, rateAt }: { end: number; next: () => number; rateAt: (seconds: number) => number },
): number {
  let amount = -Math.log(1 - next());
  let now = time;
  while (now < end) {
    const second = Math.floor(now);
    const rate = rateAt(second);
    const left = rate * (second + 1 - now);
    if (amount < left) return now + amount / rate;
    amount -= left;
    now = second + 1;
  }
  return Infinity;
}
