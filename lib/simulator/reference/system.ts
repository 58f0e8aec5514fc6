import { nextArrival } from "./arrivals.ts";
import { Breaker } from "./breaker.ts";
import { Caches } from "./caches.ts";
import { Calls, type Edge } from "./calls.ts";
import { Conditions } from "./conditions.ts";
import { EventHeap } from "./event_heap.ts";
import { Pauses } from "./pauses.ts";
import { Pool } from "./pool.ts";
import { Requests } from "./requests.ts";
import { callName, type CallSettings, type Change, type SystemSettings } from "./settings.ts";
import { Station } from "./station.ts";
import type { Network } from "../topology/network.ts";
import { Users } from "./users.ts";
import { EVENT, type World } from "./world.ts";

/** Start of a `System`. */
export interface SystemStart {
  readonly network: Network;
  readonly settings: SystemSettings;
  readonly next: () => number;
  readonly rateAt: (seconds: number) => number;
  /** End of the run, seconds. */
  readonly end: number;
  /** Hit ratio of all caches; each cache's own if undefined. */
  readonly hitRatio: number | undefined;
  readonly warming: boolean;
}

/** All parts of a simulated system, and the loop that hands them their events. */
export class System {
  readonly stations: readonly Station[];
  readonly caches: Caches;
  readonly users: Users;
  readonly edges: readonly Edge[];
  /** Events processed. */
  events = 0;
  readonly #heap = new EventHeap();
  readonly #conditions: Conditions;
  readonly #calls: Calls;
  readonly #requests: Requests;
  readonly #pauses: Pauses;
  readonly #schedule: readonly Change[];
  readonly #nextUser: () => number;

  constructor({ network, settings, next, rateAt, end, hitRatio, warming }: SystemStart) {
    const { services = {}, calls = {}, users = {}, schedule = [] } = settings;
    this.stations = network.topology.services.map((one) => new Station(one, services[one.name] ?? {}, next));
    this.caches = new Caches(network, { start: hitRatio, warming });
    this.#conditions = new Conditions(network);
    this.edges = createEdges(network, calls);
    const world: World = {
      network,
      stations: this.stations,
      caches: this.caches,
      conditions: this.#conditions,
      events: this.#heap,
      next,
    };
    this.users = new Users(world);
    this.#calls = new Calls(world, this.edges);
    this.#requests = new Requests(world, { calls: this.#calls, users: this.users });
    this.#pauses = new Pauses(world);
    this.#nextUser = () => nextArrival(this.#heap.time, { end, next, rateAt });
    this.#schedule = [...schedule].sort((a, b) => a.at - b.at);
    this.#schedule.forEach(({ at }, i) => this.#heap.push(at, EVENT.change, i, 0));
    this.#heap.push(this.#nextUser(), EVENT.user, 0, 0);
    this.#apply({ at: 0, services, calls, users });
    network.topology.services.forEach(({ name }, i) => {
      const { pauses } = services[name] ?? {};
      if (pauses !== undefined) this.#pauses.add(this.stations[i]!, pauses);
    });
  }

  /** Processes all events before the given time. */
  until(end: number): void {
    const heap = this.#heap;
    while (heap.nextTime < end) {
      heap.pop();
      this.events++;
      this.#handle(heap.kind, heap.subject, heap.stamp);
    }
    for (const station of this.stations) station.advance(end);
  }

  #handle(kind: number, subject: number, stamp: number): void {
    switch (kind) {
      case EVENT.user:
        this.users.arrive();
        return this.#heap.push(this.#nextUser(), EVENT.user, 0, 0);
      case EVENT.userGaveUp:
        return this.users.ended(subject, { stamp, good: false });
      case EVENT.userRetries:
        return this.users.try(subject, stamp);
      case EVENT.reached:
        return this.#requests.reach(subject);
      case EVENT.served:
        return this.#requests.served(subject, stamp);
      case EVENT.paused:
        return this.#pauses.pause(subject);
      case EVENT.resumed: {
        const { request, replica } = this.#pauses.resume(subject);
        return this.#requests.serve(request, replica);
      }
      case EVENT.restarted:
        return this.#restart(subject, stamp);
      case EVENT.change:
        return this.#apply(this.#schedule[subject]!);
      default:
        return this.#calls.handle(kind, subject, stamp);
    }
  }

  #apply({ services = {}, calls = {}, users = {}, flush = {}, kill = {} }: Change): void {
    const at = (name: string) => this.#conditions.serviceAt(name);
    for (const [name, settings] of Object.entries(services)) this.#conditions.setService(at(name), settings);
    for (const [name, settings] of Object.entries(calls)) this.#setCalls(name, settings);
    this.#conditions.setUsers(users);
    for (const [name, share] of Object.entries(flush)) this.caches.flush(at(name), share);
    for (const [name, { replicas, seconds }] of Object.entries(kill)) {
      this.#kill(at(name), { replicas, seconds });
    }
  }

  #setCalls(name: string, settings: CallSettings): void {
    for (const edge of this.#conditions.edgesOf(name)) {
      this.#conditions.setCall(edge, settings);
      if (settings.poolSize !== undefined) this.edges[edge]!.pool.resize(settings.poolSize);
    }
  }

  #kill(service: number, { replicas, seconds }: { replicas: number; seconds: number }): void {
    const station = this.stations[service]!;
    for (let replica = 0; replica < Math.min(replicas, station.servers); replica++) {
      const waiting = station.kill(replica, this.#heap.time);
      this.#requests.lose(service, { replica, waiting });
      this.#heap.push(this.#heap.time + seconds, EVENT.restarted, service, replica);
    }
  }

  #restart(service: number, replica: number): void {
    this.#requests.serve(this.stations[service]!.restart(replica, this.#heap.time), replica);
  }
}

/** The edges; copies of a call that is made more than once per request share its pool and its breaker. */
function createEdges(network: Network, calls: SystemSettings["calls"] = {}): Edge[] {
  const edges: Edge[] = [];
  for (let edge = 0; edge < network.calls; edge++) {
    const { services } = network.topology;
    const first = network.firstCopy[edge]!;
    const caller = services[network.caller[edge]!]!.name;
    const callee = services[network.callee[edge]!]!.name;
    const model = calls[callName({ caller, callee })] ?? {};
    edges.push(
      first < edge
        ? edges[first]!
        : { model, pool: new Pool(), breaker: model.breaker && new Breaker(model.breaker) },
    );
  }
  return edges;
}
