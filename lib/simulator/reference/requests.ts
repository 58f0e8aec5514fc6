import type { Calls, RequestSide } from "./calls.ts";
import { fit, Slots } from "./slots.ts";
import type { Users } from "./users.ts";
import { EVENT, happens, type World } from "./world.ts";

/**
 * The life of requests, one per visit to a service. A request is served, frees its replica (but keeps its thread), makes its calls group by
 * group, and answers the call or the user that sent it.
 */
export class Requests implements RequestSide {
  readonly #world: World;
  readonly #calls: Calls;
  readonly #users: Users;
  readonly #slots = new Slots();
  #service = new Int32Array(64);
  #arrivedAt = new Float64Array(64);
  /** The queue that the request was admitted to, and the replica that serves or served it; -1 before that. */
  #group = new Int32Array(64);
  #replica = new Int32Array(64);
  /** The call that waits for this request (for a user's request, -1 - user), and its stamp at the time of sending. */
  #answerTo = new Int32Array(64);
  #answerStamp = new Float64Array(64);
  /** The edge of that call. */
  #via = new Int32Array(64);
  /** The next edge, the number of calls to wait for, and one bit per edge whose cache missed. */
  #nextEdge = new Int32Array(64);
  #pending = new Int32Array(64);
  #missed = new Int32Array(64);

  constructor(world: World, { calls, users }: { calls: Calls; users: Users }) {
    this.#world = world;
    this.#calls = calls;
    this.#users = users;
    calls.requests = this;
    users.send = (user, stamp) => this.reach(this.#create(world.network.front, -1 - user, stamp));
  }

  send(edge: number, { call, stamp, delay }: { call: number; stamp: number; delay: number }): void {
    const { events } = this.#world;
    const request = this.#create(this.#world.network.callee[edge]!, call, stamp);
    this.#via[request] = edge;
    if (delay > 0) events.push(events.time + delay, EVENT.reached, request, 0);
    else this.reach(request);
  }

  isAlive(request: number, stamp: number): boolean {
    return this.#slots.stamps[request] === stamp;
  }

  /** A request gets to its service. */
  reach(request: number): void {
    const { events, stations } = this.#world;
    this.#arrivedAt[request] = events.time;
    const station = stations[this.#service[request]!]!;
    const admission = station.arrive(request, events.time);
    this.#group[request] = station.group;
    if (admission === "served") this.serve(request, station.replica);
    else if (admission === "rejected") this.#answer(request, false);
  }

  /** Begins the service of a request at a replica; of none if it is -1. */
  serve(request: number, replica: number): void {
    if (request < 0) return;
    const { events, stations, conditions } = this.#world;
    const service = this.#service[request]!;
    this.#replica[request] = replica;
    const slow = conditions.slow[service]! * (replica === 0 ? conditions.slowReplica[service]! : 1);
    const end = events.time + slow * stations[service]!.drawServiceTime();
    events.push(end, EVENT.served, request, this.#slots.stamps[request]!);
  }

  /** The service of a request has ended, unless pauses delay it or its replica was killed. */
  served(request: number, stamp: number): void {
    if (!this.isAlive(request, stamp)) return;
    const { network, stations, events, conditions } = this.#world;
    const service = this.#service[request]!;
    const station = stations[service]!;
    const replica = this.#replica[request]!;
    const stalled = station.takeStall(replica);
    if (stalled > 0) {
      events.push(events.time + stalled, EVENT.served, request, stamp);
      return;
    }
    this.serve(station.release(replica, events.time), replica);
    const failed = happens(this.#world, network.baseErrorRate[service]!) ||
      happens(this.#world, conditions.errors[service]!);
    if (failed) this.#finish(request, false);
    else this.#proceed(request);
  }

  /** Fails all requests at a replica that was killed: those that waited there, were served, or had calls under way. */
  lose(service: number, { replica, waiting }: { replica: number; waiting: readonly number[] }): void {
    const { stamps } = this.#slots;
    const lost = new Map(waiting.map((request) => [request, stamps[request]!]));
    for (let request = 0; request < this.#service.length; request++) {
      const isThere = this.#service[request] === service && this.#replica[request] === replica;
      if (stamps[request]! > 0 && isThere) lost.set(request, stamps[request]!);
    }
    for (const [request, stamp] of lost) if (this.isAlive(request, stamp)) this.#finish(request, false);
  }

  callEnded(request: number, edge: number, good: boolean): void {
    const { network, caches, conditions } = this.#world;
    const callee = network.callee[edge]!;
    if (!good && network.critical[edge] === 1) return this.#finish(request, false);
    if (network.kind[callee] === "cache") {
      const hit = good && happens(this.#world, caches.hitRatio[callee]!);
      const wrong = hit && happens(this.#world, conditions.poison[callee]!);
      const recognised = wrong && happens(this.#world, RECOGNISED_SHARE);
      if (wrong && !recognised) return this.#finish(request, false);
      if (!hit || recognised) this.#missed[request]! |= bit(edge);
    }
    if (--this.#pending[request]! === 0) this.#proceed(request);
  }

  /** Creates a request to a service. */
  #create(service: number, answerTo: number, answerStamp: number): number {
    const request = this.#slots.take();
    if (request >= this.#service.length) this.#widen(request);
    this.#service[request] = service;
    this.#replica[request] = -1;
    this.#answerTo[request] = answerTo;
    this.#answerStamp[request] = answerStamp;
    this.#nextEdge[request] = this.#world.network.firstCall[service]!;
    this.#missed[request] = 0;
    return request;
  }

  /** Makes the next calls, group by group, until it has to wait for one or all are done. */
  #proceed(request: number): void {
    const { firstCall } = this.#world.network;
    const stamp = this.#slots.stamps[request]!;
    const end = firstCall[this.#service[request]! + 1]!;
    while (this.#nextEdge[request]! < end) {
      const from = this.#nextEdge[request]!;
      const to = this.#groupEnd(from, end);
      this.#nextEdge[request] = to;
      // Starts at 1, so that a call that is refused at once does not end the group before all have started.
      this.#pending[request] = 1;
      for (let edge = from; edge < to; edge++) {
        if (!this.#wants(request, edge)) continue;
        this.#pending[request]!++;
        this.#calls.start(edge, request, stamp);
        if (!this.isAlive(request, stamp)) return;
      }
      if (--this.#pending[request]! > 0) return;
    }
    this.#finish(request, true);
  }

  /** End of the group of edges that start together: neighbouring parallel ones, none of which depends on a cache in the group. */
  #groupEnd(from: number, end: number): number {
    const { parallel, missOf } = this.#world.network;
    let to = from + 1;
    if (parallel[from] === 1) { while (to < end && parallel[to] === 1 && missOf[to]! < from) to++; }
    return to;
  }

  #wants(request: number, edge: number): boolean {
    const { missOf, callsPerRequest } = this.#world.network;
    const cacheEdge = missOf[edge]!;
    if (cacheEdge >= 0 && (this.#missed[request]! & bit(cacheEdge)) === 0) return false;
    return happens(this.#world, callsPerRequest[edge]!);
  }

  #finish(request: number, good: boolean): void {
    const { network, stations, events } = this.#world;
    const station = stations[this.#service[request]!]!;
    const sojourn = events.time - this.#arrivedAt[request]!;
    const late = this.#answerTo[request]! < 0 && sojourn > network.topology.userTimeoutSeconds;
    station.respond(sojourn, { failed: !good, late });
    const group = this.#group[request]!;
    this.#answer(request, good && !late);
    this.serve(station.leave(group, events.time), station.replica);
  }

  #answer(request: number, good: boolean): void {
    const to = this.#answerTo[request]!;
    const stamp = this.#answerStamp[request]!;
    const edge = this.#via[request]!;
    this.#slots.release(request);
    if (to < 0) this.#users.ended(-1 - to, { stamp, good });
    else this.#calls.answer(to, { stamp, edge, good });
  }

  #widen(request: number): void {
    this.#service = fit(this.#service, request);
    this.#arrivedAt = fit(this.#arrivedAt, request);
    this.#group = fit(this.#group, request);
    this.#replica = fit(this.#replica, request);
    this.#answerTo = fit(this.#answerTo, request);
    this.#answerStamp = fit(this.#answerStamp, request);
    this.#via = fit(this.#via, request);
    this.#nextEdge = fit(this.#nextEdge, request);
    this.#pending = fit(this.#pending, request);
    this.#missed = fit(this.#missed, request);
  }
}

/** Share of the hits on wrong entries that the caller recognises and reads again from the store. */
const RECOGNISED_SHARE = 0.5;

/** The edges of a caller are contiguous, so their bits are distinct if it has at most 32. */
function bit(edge: number): number {
  return 1 << (edge & 31);
}
