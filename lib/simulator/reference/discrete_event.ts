import type { Topology } from "../../model/mod.ts";
import { compileNetwork, type Network } from "../topology/network.ts";
import { checkSettings, type SystemSettings } from "./settings.ts";
import { System, type SystemStart } from "./system.ts";
import { measure, type ServiceMeasures, type Tally } from "./tally.ts";
import type { UserTally } from "./users.ts";

/** Options of `simulateRequests`. */
export interface DiscreteEventOptions extends SystemSettings {
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
  /** Of users, over all of their tries, from the end of the warm-up on, and per window. */
  readonly users: UserMeasures;
  readonly userWindows: readonly UserMeasures[];
  /** Events processed, including timeouts of calls that had already ended. */
  readonly events: number;
}

/** Measures of users over an interval. Ratios without observations are NaN. */
export interface UserMeasures {
  /** Users that came, per second. */
  readonly arrivalRate: number;
  /** Of those that were done with it, the share that got no good answer in time at any try. */
  readonly lostShare: number;
}

/**
 * Discrete-event simulation of every single request: the independent oracle for the step of the simulator. Poisson arrivals,
 * exponential service times, first come first served queues; a request is served, frees its server and then makes its calls. What else
 * there is (pools, breakers, losses, threads, load balancers, pauses, users' retries, changes on the way) is said by the options and
 * absent by default. The network delay of a call comes before the callee.
 *
 * @throws {UsageError} for a service or call that the topology does not have, with the nearest name, or a setting out of range
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
  const { services, calls, users, schedule } = options;
  const settings = { services, calls, users, schedule } as SystemSettings;
  checkSettings(topology, settings);
  const run = new Run(compileNetwork(topology), {
    settings,
    next: options.next,
    rateAt: typeof entryRate === "number" ? () => entryRate : entryRate,
    end: seconds,
    hitRatio: options.hitRatio,
    warming: options.warming ?? false,
  });
  const windows: ServiceMeasures[][] = [];
  const userWindows: UserMeasures[] = [];
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
      userWindows.push(run.usersSince(last));
      last = run.snapshot();
      window++;
    }
  }
  return {
    services: run.since(warm),
    windows,
    users: run.usersSince(warm),
    userWindows,
    events: run.system.events,
  };
}

/** The running counts at one time. */
interface Snapshot {
  readonly time: number;
  readonly tallies: readonly Tally[];
  readonly users: UserTally;
}

/** A system whose counts are read at several times. */
class Run {
  time = 0;
  readonly system: System;
  readonly #network: Network;

  constructor(network: Network, start: Omit<SystemStart, "network">) {
    this.#network = network;
    this.system = new System({ network, ...start });
  }

  /** Processes all events before the given time. */
  until(end: number): void {
    this.system.until(end);
    this.time = end;
  }

  snapshot(): Snapshot {
    const { stations, users } = this.system;
    return {
      time: this.time,
      tallies: stations.map(({ tally }) => ({ ...tally })),
      users: { ...users.tally },
    };
  }

  /** Measures of each service since a snapshot. */
  since({ time, tallies }: Snapshot): ServiceMeasures[] {
    const { stations, caches } = this.system;
    return this.#network.topology.services.map(({ name }, i) => {
      const { tally, servers, sojourns } = stations[i]!;
      const from = tallies[i]!;
      return measure(name, {
        from,
        to: tally,
        seconds: this.time - time,
        servers,
        sojourns: sojourns.slice(from.responses, tally.responses),
        hitRatio: caches.hitRatio[i]!,
      });
    });
  }

  usersSince({ time, users: from }: Snapshot): UserMeasures {
    const { tally } = this.system.users;
    const lost = tally.lost - from.lost;
    return {
      arrivalRate: (tally.came - from.came) / (this.time - time),
      lostShare: lost / (lost + tally.served - from.served),
    };
  }
}
