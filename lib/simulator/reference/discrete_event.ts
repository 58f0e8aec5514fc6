import type { Topology } from "../../model/mod.ts";
import { scalability } from "../queueing.ts";
import { createEventQueue } from "./event_queue.ts";

/** What a run of the discrete-event simulation is given. */
export interface DiscreteEventOptions {
  readonly topology: Topology;
  /** Requests/s of users (Poisson). */
  readonly usersRate: number;
  /** Simulated seconds that count, after those that do not. */
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** Uniform numbers in [0, 1). */
  readonly next: () => number;
}

/** What came out, per service in the topology's order. */
export interface DiscreteEventResult {
  /** 95th percentile of the response time over what was not rejected, seconds. */
  readonly p95: readonly number[];
  /** Share of all requests that failed or were rejected. */
  readonly errorRate: readonly number[];
  readonly utilisation: readonly number[];
  /** Mean number in the station, and requests/s that arrived. */
  readonly population: readonly number[];
  readonly arrivals: readonly number[];
}

/** How a response ends: well, in failure, or turned away at the door. */
type Ending = "good" | "bad" | "rejected";
type Done = (ending: Ending) => void;

interface Job {
  readonly arrived: number;
  readonly done: Done;
}

interface Station {
  readonly servers: number;
  readonly rate: number;
  readonly places: number;
  readonly waiting: Job[];
  head: number;
  busy: number;
  busyTime: number;
  populationTime: number;
  lastChange: number;
  arrivals: number;
  failures: number;
  readonly times: number[];
}

/**
 * Follows every request through the graph, event by event: an independent oracle for the fluid and closed-form physics. Hit ratios are
 * constant; pools are not modelled.
 */
export function simulateRequests(
  { topology, usersRate, seconds, warmupSeconds, next }: DiscreteEventOptions,
): DiscreteEventResult {
  const { services, calls } = topology;
  const events = createEventQueue();
  const stations = services.map((service): Station => {
    const capacity = service.ratePerReplica *
      scalability(service.replicas, service.contention, service.coherency);
    return {
      servers: service.replicas,
      rate: capacity / service.replicas,
      places: service.queuePlaces,
      waiting: [],
      head: 0,
      busy: 0,
      busyTime: 0,
      populationTime: 0,
      lastChange: 0,
      arrivals: 0,
      failures: 0,
      times: [],
    };
  });
  const index = new Map(services.map(({ name }, i) => [name, i]));
  const callsOf = services.map(({ name }) => calls.filter(({ caller }) => caller === name));
  const budgets = new Map(calls.map((call) => [call, 0]));
  const exponential = (rate: number) => -Math.log(1 - next()) / rate;
  let now = 0;
  const counts = () => now >= warmupSeconds;

  /** Brings a station's time averages up to now. */
  function account(station: Station): void {
    if (counts()) {
      const span = now - Math.max(station.lastChange, warmupSeconds);
      station.busyTime += span * station.busy;
      station.populationTime += span * (station.busy + station.waiting.length - station.head);
    }
    station.lastChange = now;
  }

  /** A request arrives at a service; `done` hears how it ended there. */
  function arrive(at: number, answer: Done): void {
    const station = stations[at]!;
    const arrived = now;
    const counted = counts();
    if (counted) station.arrivals++;
    const done: Done = (ending) => {
      if (counted) {
        if (ending !== "good") station.failures++;
        if (ending !== "rejected") station.times.push(now - arrived);
      }
      answer(ending);
    };
    account(station);
    if (station.busy < station.servers) {
      station.busy++;
      serve(at, { arrived, done });
    } else if (station.waiting.length - station.head < station.places) {
      station.waiting.push({ arrived, done });
    } else done("rejected");
  }

  function serve(at: number, job: Job): void {
    const station = stations[at]!;
    events.push(now + exponential(station.rate), () => {
      account(station);
      if (station.head < station.waiting.length) serve(at, station.waiting[station.head++]!);
      else station.busy--;
      if (station.head > 1000) station.waiting.splice(0, station.head), station.head = 0;
      if (next() < services[at]!.baseErrorRate) job.done("bad");
      else proceed(at, 0, job.done, false);
    });
  }

  /** Makes the calls of a request from the given one on; `missed`: whether the last cache call missed or failed. */
  function proceed(at: number, from: number, done: Done, missed: boolean): void {
    const list = callsOf[at]!;
    const call = list[from];
    if (call === undefined) return done("good");
    if (call.mode === "parallel") {
      let to = from;
      while (to < list.length && list[to]!.mode === "parallel") to++;
      return inParallel(list.slice(from, to), done, () => proceed(at, to, done, missed));
    }
    if ((call.onMissOf !== undefined && !missed) || next() >= call.callsPerRequest) {
      return proceed(at, from + 1, done, missed);
    }
    ask(call, (ok) => {
      if (!ok && call.critical) return done("bad");
      const cache = services[index.get(call.callee)!]!.cache;
      proceed(at, from + 1, done, cache ? !ok || next() >= cache.hitRatio : missed);
    });
  }

  function inParallel(group: typeof calls, done: Done, go: () => void): void {
    const made = group.filter(({ callsPerRequest }) => next() < callsPerRequest);
    let open = made.length;
    let failed = false;
    if (open === 0) return go();
    for (const call of made) {
      ask(call, (ok) => {
        if (!ok && call.critical) failed = true;
        if (--open > 0) return;
        if (failed) done("bad");
        else go();
      });
    }
  }

  /** One call with its timeout and retries; a timeout does not stop the callee's work. */
  function ask(call: typeof calls[number], heard: (ok: boolean) => void, tries = 0): void {
    let over = false;
    if (tries === 0) budgets.set(call, Math.min(10, budgets.get(call)! + call.retryBudget));
    const end = (ok: boolean) => {
      if (over) return;
      over = true;
      if (!ok && tries < call.retries && budgets.get(call)! >= 1) {
        budgets.set(call, budgets.get(call)! - 1);
        return ask(call, heard, tries + 1);
      }
      heard(ok);
    };
    events.push(now + call.timeoutSeconds, () => end(false));
    events.push(
      now + call.networkDelaySeconds,
      () => arrive(index.get(call.callee)!, (ending) => end(ending === "good")),
    );
  }

  const front = index.get(topology.front)!;
  const station = stations[front]!;
  const user = () => {
    const began = now;
    const counted = counts();
    arrive(front, (ending) => {
      if (counted && ending === "good" && now - began > topology.userTimeoutSeconds) station.failures++;
    });
    events.push(now + exponential(usersRate), user);
  };
  events.push(exponential(usersRate), user);
  const until = warmupSeconds + seconds;
  for (let event = events.pop(); event !== undefined && event.time <= until; event = events.pop()) {
    now = event.time;
    event.run();
  }
  now = until;
  stations.forEach(account);
  return {
    p95: stations.map(({ times }) => percentile95(times)),
    errorRate: stations.map(({ failures, arrivals }) => failures / Math.max(arrivals, 1)),
    utilisation: stations.map(({ busyTime, servers }) => busyTime / seconds / servers),
    population: stations.map(({ populationTime }) => populationTime / seconds),
    arrivals: stations.map(({ arrivals }) => arrivals / seconds),
  };
}

function percentile95(times: readonly number[]): number {
  const sorted = Float64Array.from(times).sort();
  return sorted[Math.floor(0.95 * sorted.length)] ?? NaN;
}
