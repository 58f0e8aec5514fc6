import type { Service } from "../../model/mod.ts";
import { scalability } from "../queueing/scalability.ts";
import { Fifo } from "./fifo.ts";
import { serviceTimes } from "./service_time.ts";
import type { Balancing, ServiceModel } from "./settings.ts";
import { fit } from "./slots.ts";
import { createTally, type Tally } from "./tally.ts";

/** What happens to an arrival. */
export type Admission = "served" | "queued" | "rejected";

/** Replicas with one queue: all of a service, or a single one behind a load balancer. */
interface Group {
  readonly first: number;
  readonly end: number;
  readonly places: number;
  /** Requests that wait for a thread, and those that have one and wait for a replica's processor. */
  readonly entry: Fifo;
  readonly ready: Fifo;
  freeThreads: number;
  /** Admitted requests that have not ended, calls included. */
  present: number;
}

/**
 * One service: replicas that serve a request at a time, their queues and threads, and the counts. Whoever is told that a request is
 * served has to schedule the end of its service.
 */
export class Station {
  readonly tally: Tally = createTally();
  readonly servers: number;
  /** Sojourn times in order of completion; the first `tally.responses` are valid. */
  sojourns: Float64Array = new Float64Array(1024);
  /** Where the last request was admitted or served. */
  group = 0;
  replica = 0;

  readonly #service: Service;
  readonly #balancing: Balancing;
  readonly #next: () => number;
  readonly #threads: number;
  readonly #drawTime: () => number;
  readonly #groups: Group[];
  /** Per replica: the request that it serves, -1 if none; whether it is down or paused; and the time by which its service is late. */
  readonly #running: Int32Array;
  readonly #down: Uint8Array;
  readonly #paused: Uint8Array;
  readonly #stalled: Float64Array;
  #up: number;
  /** Rate of one replica, in requests per second, with so many replicas up. */
  #rate = 0;
  #turn = 0;
  #busy = 0;
  #queued = 0;
  #seenAt = 0;

  constructor(service: Service, model: ServiceModel, next: () => number) {
    const { replicas, queuePlaces } = service;
    const { balancing = "shared queue", threads = Infinity } = model;
    const parts = balancing === "shared queue" ? 1 : replicas;
    this.servers = this.#up = replicas;
    this.#service = service;
    this.#balancing = balancing;
    this.#next = next;
    this.#threads = Math.floor(threads / parts);
    this.#drawTime = serviceTimes(model.serviceTimes ?? "exponential", next);
    this.#groups = Array.from({ length: parts }, (_, i) => ({
      first: i * replicas / parts,
      end: (i + 1) * replicas / parts,
      places: Math.floor(queuePlaces / parts),
      entry: new Fifo(),
      ready: new Fifo(),
      freeThreads: this.#threads,
      present: 0,
    }));
    this.#running = new Int32Array(replicas).fill(-1);
    this.#down = new Uint8Array(replicas);
    this.#paused = new Uint8Array(replicas);
    this.#stalled = new Float64Array(replicas);
    this.#rescale();
  }

  /** Draws the time of a service of that replica, seconds, were it not slowed. */
  drawServiceTime(): number {
    return this.#drawTime() / this.#rate;
  }

  /** Admits a request. */
  arrive(request: number, time: number): Admission {
    this.advance(time);
    this.tally.arrivals++;
    const group = this.#choose();
    this.group = this.#groups.indexOf(group!);
    if (group === undefined) return this.#reject();
    if (group.freeThreads > 0) {
      const replica = this.#idleReplica(group);
      if (replica >= 0) {
        group.freeThreads--;
        group.present++;
        this.#start(replica, request);
        return "served";
      }
      if (this.#threads === Infinity && group.ready.size >= group.places) return this.#reject();
      group.freeThreads--;
      group.ready.push(request);
    } else {
      if (group.entry.size >= group.places) return this.#reject();
      group.entry.push(request);
    }
    group.present++;
    this.#queued++;
    this.tally.waited++;
    return "queued";
  }

  /** Ends the service of a replica, which keeps the request's thread. Returns the request that it serves next, or -1. */
  release(replica: number, time: number): number {
    this.advance(time);
    this.#running[replica] = -1;
    this.#busy--;
    return this.#serveNext(replica);
  }

  /** Ends a request that was admitted to that group. Returns the request that is served in its stead, or -1; `replica` says where. */
  leave(at: number, time: number): number {
    const group = this.#groups[at]!;
    group.present--;
    group.freeThreads++;
    if (group.entry.size === 0) return -1;
    this.advance(time);
    group.freeThreads--;
    const request = group.entry.shift();
    const replica = this.#idleReplica(group);
    if (replica < 0) {
      group.ready.push(request);
      return -1;
    }
    this.#queued--;
    this.#start(replica, request);
    return request;
  }

  /** Counts the end of an admitted request. */
  respond(sojourn: number, failed: boolean): void {
    this.sojourns = fit(this.sojourns, this.tally.responses);
    this.sojourns[this.tally.responses++] = sojourn;
    if (failed) this.tally.failed++;
  }

  /** Stops a replica for so many seconds; it counts as busy. */
  pause(replica: number, { seconds, time }: { seconds: number; time: number }): void {
    this.advance(time);
    this.#paused[replica] = 1;
    if (this.#running[replica]! >= 0) this.#stalled[replica]! += seconds;
    this.#recount();
  }

  /** Lets a stopped replica go on. Returns the request that it serves next, or -1. */
  resume(replica: number, time: number): number {
    this.advance(time);
    this.#paused[replica] = 0;
    this.#recount();
    return this.#running[replica]! >= 0 ? -1 : this.#serveNext(replica);
  }

  /** The time by which the replica's present service is late because of pauses; asking takes it away. */
  takeStall(replica: number): number {
    const stalled = this.#stalled[replica]!;
    this.#stalled[replica] = 0;
    return stalled;
  }

  /** Kills a replica. Returns the requests that waited at it alone; who was served there or had calls under way is lost, too. */
  kill(replica: number, time: number): number[] {
    if (this.#down[replica] === 1) return [];
    this.advance(time);
    this.#down[replica] = 1;
    this.#running[replica] = -1;
    this.#stalled[replica] = 0;
    this.#up--;
    this.#rescale();
    this.#recount();
    return this.#balancing === "shared queue" ? [] : this.#drain(this.#groups[replica]!);
  }

  /** Brings a replica back. Returns the request that it serves next, or -1. */
  restart(replica: number, time: number): number {
    if (this.#down[replica] === 0) return -1;
    this.advance(time);
    this.#down[replica] = 0;
    this.#up++;
    this.#rescale();
    this.#recount();
    return this.#serveNext(replica);
  }

  /** Advances the time integrals. */
  advance(time: number): void {
    const passed = time - this.#seenAt;
    this.tally.busySeconds += this.#busy * passed;
    this.tally.queuedSeconds += this.#queued * passed;
    this.#seenAt = time;
  }

  #reject(): Admission {
    this.tally.rejected++;
    return "rejected";
  }

  /** The group that the next request goes to; none if all of its replicas are down. */
  #choose(): Group | undefined {
    if (this.#up === 0) return undefined;
    if (this.#groups.length === 1) return this.#groups[0];
    if (this.#balancing === "random") {
      let skip = Math.floor(this.#next() * this.#up);
      return this.#groups.find((_, i) => this.#down[i] === 0 && skip-- === 0);
    }
    const count = this.#groups.length;
    let chosen = -1;
    for (let k = 0; k < count; k++) {
      const i = (this.#turn + k) % count;
      if (this.#down[i] === 1) continue;
      if (chosen < 0 || this.#groups[i]!.present < this.#groups[chosen]!.present) chosen = i;
      if (this.#balancing === "round robin") break;
    }
    this.#turn = (this.#balancing === "round robin" ? chosen : this.#turn) + 1;
    return this.#groups[chosen];
  }

  /** The idle replica that comes next in turn, so that all share the work; -1 if there is none. */
  #idleReplica({ first, end }: Group): number {
    const count = end - first;
    for (let k = 0; k < count; k++) {
      const replica = first + (count === 1 ? 0 : (this.#turn + k) % count);
      if (this.#isFree(replica)) {
        if (count > 1) this.#turn = replica + 1;
        return replica;
      }
    }
    return -1;
  }

  #isFree(replica: number): boolean {
    return this.#running[replica]! < 0 && this.#down[replica] === 0 && this.#paused[replica] === 0;
  }

  #serveNext(replica: number): number {
    if (!this.#isFree(replica)) return -1;
    const { ready } = this.#groups[this.#groups.length === 1 ? 0 : replica]!;
    const request = ready.shift();
    if (request < 0) return -1;
    this.#queued--;
    this.#start(replica, request);
    return request;
  }

  #start(replica: number, request: number): void {
    this.#running[replica] = request;
    this.#busy++;
    this.replica = replica;
  }

  /** Empties the queues of a group. Who waited for a thread counts as having one, since `leave` gives one back. */
  #drain(group: Group): number[] {
    const lost: number[] = [];
    this.#queued -= group.entry.size + group.ready.size;
    group.freeThreads -= group.entry.size;
    for (const queue of [group.entry, group.ready]) while (queue.size > 0) lost.push(queue.shift());
    return lost;
  }

  #rescale(): void {
    const { ratePerReplica, contention, coherency } = this.#service;
    const up = Math.max(1, this.#up);
    this.#rate = ratePerReplica * scalability(up, contention, coherency) / up;
  }

  #recount(): void {
    this.#busy = 0;
    for (let i = 0; i < this.servers; i++) {
      if (this.#down[i] === 0 && (this.#running[i]! >= 0 || this.#paused[i] === 1)) this.#busy++;
    }
  }
}
