import type { Service } from "../../model/mod.ts";
import { scalability } from "../queueing/scalability.ts";
import { serviceTimes } from "./service_time.ts";
import { LoadBalancer } from "./load_balancer.ts";
import { createGroups, type ReplicaGroup } from "./replica_group.ts";
import type { ServiceModel } from "./settings.ts";
import { fit } from "./slots.ts";
import { createTally, type Tally } from "./tally.ts";

/** What happens to an arrival. */
export type Admission = "served" | "queued" | "rejected";

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
  readonly #balancer: LoadBalancer;
  readonly #threads: number;
  readonly #drawTime: () => number;
  readonly #groups: readonly ReplicaGroup[];
  /** Per replica: the request that it serves, -1 if none; whether it is down or paused; and the time by which its service is late. */
  readonly #running: Int32Array;
  readonly #down: Uint8Array;
  readonly #paused: Uint8Array;
  readonly #stalled: Float64Array;
  #up: number;
  /** Rate of one replica, in requests per second, with so many replicas up. */
  #rate = 0;
  #turn = 0;
  readonly #stalls: boolean;
  /** Replicas that are stopped while they serve nothing; they count as busy. */
  #idlePaused = 0;
  #queued = 0;
  #seenAt = 0;

  constructor(service: Service, model: ServiceModel, next: () => number) {
    const { replicas, queuePlaces } = service;
    const { balancing = "shared queue", threads = Infinity } = model;
    const parts = balancing === "shared queue" ? 1 : replicas;
    this.servers = this.#up = replicas;
    this.#service = service;
    this.#threads = threads;
    this.#drawTime = serviceTimes(model.serviceTimes ?? "exponential", next);
    this.#groups = createGroups(parts, { replicas, places: queuePlaces, threads });
    this.#balancer = new LoadBalancer(this.#groups, balancing, next);
    this.#stalls = model.pauses?.stalls ?? true;
    this.#running = new Int32Array(replicas).fill(-1);
    this.#down = new Uint8Array(replicas);
    this.#paused = new Uint8Array(replicas);
    this.#stalled = new Float64Array(replicas);
    this.#rescale();
  }

  /** Admitted requests that have not ended, calls included. */
  get present(): number {
    return this.#groups.reduce((sum, { present }) => sum + present, 0);
  }

  /** Requests that hold a thread; NaN where threads are not bounded. */
  get heldThreads(): number {
    return this.#groups.reduce((sum, { threads, freeThreads }) => sum + threads - freeThreads, 0);
  }

  /** Draws the time of a service of that replica, seconds, were it not slowed. */
  drawServiceTime(): number {
    return this.#drawTime() / this.#rate;
  }

  /** Admits a request. */
  arrive(request: number, time: number): Admission {
    this.advance(time);
    this.tally.arrivals++;
    this.group = this.#balancer.choose();
    if (this.group < 0) return this.#reject();
    const group = this.#groups[this.group]!;
    if (group.freeThreads > 0) {
      const replica = this.#idleReplica(group);
      if (replica >= 0) {
        group.freeThreads--;
        group.present++;
        this.#start(replica, request, group);
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
    const group = this.#groupOf(replica);
    this.#running[replica] = -1;
    group.serving--;
    return this.#serveNext(replica, group);
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
    this.#start(replica, request, group);
    return request;
  }

  /** Counts the end of an admitted request. */
  respond(sojourn: number, { failed, late }: { failed: boolean; late: boolean }): void {
    this.sojourns = fit(this.sojourns, this.tally.responses);
    this.sojourns[this.tally.responses++] = sojourn;
    if (failed || late) this.tally.failed++;
    if (late) this.tally.late++;
  }

  /** Stops a replica for so many seconds, either at once or as soon as a replica of its queue has ended its service. */
  pause(replica: number, { seconds, time }: { seconds: number; time: number }): void {
    this.advance(time);
    if (!this.#stalls) {
      this.#groupOf(replica).draining++;
      return;
    }
    this.#paused[replica] = 1;
    if (this.#running[replica]! >= 0) this.#stalled[replica]! += seconds;
    this.#countIdlePaused();
  }

  /** Ends a pause. Returns the request that is served next, or -1; `replica` says where. */
  resume(replica: number, time: number): number {
    this.advance(time);
    const group = this.#groupOf(replica);
    if (!this.#stalls) {
      group.draining--;
      const idle = this.#idleReplica(group);
      return idle < 0 ? -1 : this.#serveNext(idle, group);
    }
    this.#paused[replica] = 0;
    this.#countIdlePaused();
    return this.#serveNext(replica, group);
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
    const group = this.#groupOf(replica);
    if (this.#running[replica]! >= 0) group.serving--;
    this.#down[replica] = 1;
    this.#running[replica] = -1;
    this.#stalled[replica] = 0;
    group.up--;
    this.#up--;
    this.#rescale();
    this.#countIdlePaused();
    return this.#groups.length === 1 ? [] : this.#empty(group);
  }

  /** Brings a replica back. Returns the request that it serves next, or -1. */
  restart(replica: number, time: number): number {
    if (this.#down[replica] === 0) return -1;
    this.advance(time);
    const group = this.#groupOf(replica);
    this.#down[replica] = 0;
    group.up++;
    this.#up++;
    this.#rescale();
    this.#countIdlePaused();
    return this.#serveNext(replica, group);
  }

  /** Advances the time integrals. */
  advance(time: number): void {
    const passed = time - this.#seenAt;
    let busy = this.#idlePaused;
    for (const { up, serving, draining } of this.#groups) busy += Math.min(up, serving + draining);
    this.tally.busySeconds += busy * passed;
    this.tally.queuedSeconds += this.#queued * passed;
    this.#seenAt = time;
  }

  #reject(): Admission {
    this.tally.rejected++;
    return "rejected";
  }

  #groupOf(replica: number): ReplicaGroup {
    return this.#groups[this.#groups.length === 1 ? 0 : replica]!;
  }

  /** The idle replica that comes next in turn, so that all share the work; -1 if there is none. */
  #idleReplica(group: ReplicaGroup): number {
    const { first, end } = group;
    const count = end - first;
    for (let k = 0; k < count; k++) {
      const replica = first + (count === 1 ? 0 : (this.#turn + k) % count);
      if (this.#isFree(replica, group)) {
        if (count > 1) this.#turn = replica + 1;
        return replica;
      }
    }
    return -1;
  }

  #isFree(replica: number, { up, serving, draining }: ReplicaGroup): boolean {
    return serving < up - draining &&
      this.#running[replica]! < 0 && this.#down[replica] === 0 && this.#paused[replica] === 0;
  }

  #serveNext(replica: number, group: ReplicaGroup): number {
    if (group.ready.size === 0 || !this.#isFree(replica, group)) return -1;
    const request = group.ready.shift();
    this.#queued--;
    this.#start(replica, request, group);
    return request;
  }

  #start(replica: number, request: number, group: ReplicaGroup): void {
    this.#running[replica] = request;
    group.serving++;
    this.replica = replica;
  }

  /** Empties the queues of a group. Who waited for a thread counts as having one, since `leave` gives one back. */
  #empty(group: ReplicaGroup): number[] {
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

  #countIdlePaused(): void {
    this.#idlePaused = 0;
    for (let i = 0; i < this.servers; i++) {
      if (this.#paused[i] === 1 && this.#down[i] === 0 && this.#running[i]! < 0) this.#idlePaused++;
    }
  }
}
