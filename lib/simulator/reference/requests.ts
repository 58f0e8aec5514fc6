import type { Network } from "../topology/network.ts";
import type { Caches } from "./caches.ts";
import type { EventHeap } from "./event_heap.ts";
import { RetryBudget } from "./retry_budget.ts";
import { fit, Slots } from "./slots.ts";
import type { Station } from "./station.ts";

/** Kinds of events. `USER` is the arrival of a user request at the front; the other kinds are scheduled by `Requests`. */
export const USER = 0;
const REACHED = 1;
const SERVED = 2;
const TIMED_OUT = 3;

/** The parts of the simulation that requests pass through. */
export interface World {
  readonly network: Network;
  readonly stations: readonly Station[];
  readonly caches: Caches;
  readonly events: EventHeap;
  readonly next: () => number;
}

/**
 * The life of requests. A request (one per visit to a service) is served, frees its server and then makes its calls; a
 * call (one per use of an edge, whatever its number of tries) sends requests to the callee until one is answered in
 * time. After a timeout, the request that was sent goes on, and its answer is ignored.
 */
export class Requests {
  readonly #world: World;
  readonly #budget: RetryBudget;
  #now = 0;

  readonly #requests = new Slots();
  #service = new Int32Array(64);
  #arrivedAt = new Float64Array(64);
  /** The call that waits for this request, and its stamp at the time of sending; -1 for user requests. */
  #answerTo = new Int32Array(64);
  #answerStamp = new Float64Array(64);
  /** The next edge, the number of calls to wait for, and one bit per edge whose cache missed. */
  #nextEdge = new Int32Array(64);
  #pending = new Int32Array(64);
  #missed = new Int32Array(64);

  readonly #calls = new Slots();
  #edge = new Int32Array(64);
  #tries = new Int32Array(64);
  #caller = new Int32Array(64);
  #callerStamp = new Float64Array(64);

  constructor(world: World) {
    this.#world = world;
    this.#budget = new RetryBudget(world.network);
  }

  /** Processes the event that was removed from the heap. */
  handle({ time, kind, subject, stamp }: EventHeap): void {
    this.#now = time;
    if (kind === USER) this.#reach(this.#send(this.#world.network.front, -1, 0));
    else if (kind === REACHED) this.#reach(subject);
    else if (kind === SERVED) this.#served(subject);
    else if (this.#calls.stamps[subject] === stamp) this.#tryEnded(subject, false);
  }

  /** Creates a request to a service. */
  #send(service: number, answerTo: number, answerStamp: number): number {
    const request = this.#requests.take();
    if (request >= this.#service.length) this.#widenRequests(request);
    this.#service[request] = service;
    this.#answerTo[request] = answerTo;
    this.#answerStamp[request] = answerStamp;
    this.#nextEdge[request] = this.#world.network.firstCall[service]!;
    this.#missed[request] = 0;
    return request;
  }

  #reach(request: number): void {
    this.#arrivedAt[request] = this.#now;
    const station = this.#world.stations[this.#service[request]!]!;
    const admission = station.arrive(request, this.#now);
    if (admission === "served") this.#serve(request, station);
    else if (admission === "rejected") this.#answer(request, false);
  }

  #serve(request: number, { serverRate }: Station): void {
    const { events, next } = this.#world;
    events.push(this.#now - Math.log(1 - next()) / serverRate, SERVED, request, 0);
  }

  #served(request: number): void {
    const { network, stations } = this.#world;
    const service = this.#service[request]!;
    const station = stations[service]!;
    const waiting = station.release(this.#now);
    if (waiting >= 0) this.#serve(waiting, station);
    if (this.#happens(network.baseErrorRate[service]!)) this.#finish(request, false);
    else this.#proceed(request);
  }

  /** Makes the next calls, group by group, until it has to wait for one or all are done. */
  #proceed(request: number): void {
    const { firstCall } = this.#world.network;
    const stamp = this.#requests.stamps[request]!;
    const end = firstCall[this.#service[request]! + 1]!;
    while (this.#nextEdge[request]! < end) {
      const from = this.#nextEdge[request]!;
      const to = this.#groupEnd(from, end);
      this.#nextEdge[request] = to;
      // Starts at 1, so that a call that is rejected at once does not end the group before all have started.
      this.#pending[request] = 1;
      for (let edge = from; edge < to; edge++) {
        if (!this.#wants(request, edge)) continue;
        this.#pending[request]!++;
        this.#call(request, edge);
        if (this.#requests.stamps[request] !== stamp) return;
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
    if (cacheEdge >= 0 && (this.#missed[request]! & this.#bit(cacheEdge)) === 0) return false;
    return this.#happens(callsPerRequest[edge]!);
  }

  #call(request: number, edge: number): void {
    const call = this.#calls.take();
    if (call >= this.#edge.length) this.#widenCalls(call);
    this.#edge[call] = edge;
    this.#caller[call] = request;
    this.#callerStamp[call] = this.#requests.stamps[request]!;
    this.#tries[call] = 0;
    this.#budget.firstTry(edge);
    this.#try(call);
  }

  #try(call: number): void {
    const { network, events } = this.#world;
    const edge = this.#edge[call]!;
    const stamp = this.#calls.renew(call);
    this.#tries[call]!++;
    const timeout = network.timeout[edge]!;
    if (timeout < Infinity) events.push(this.#now + timeout, TIMED_OUT, call, stamp);
    const request = this.#send(network.callee[edge]!, call, stamp);
    const delay = network.networkDelay[edge]!;
    if (delay > 0) events.push(this.#now + delay, REACHED, request, 0);
    else this.#reach(request);
  }

  #tryEnded(call: number, good: boolean): void {
    const { network, caches } = this.#world;
    const edge = this.#edge[call]!;
    const caller = this.#caller[call]!;
    const wanted = this.#requests.stamps[caller] === this.#callerStamp[call];
    if (!good && wanted && this.#budget.allows(edge, this.#tries[call]!)) {
      this.#try(call);
      return;
    }
    this.#calls.release(call);
    const cacheEdge = network.missOf[edge]!;
    if (good && cacheEdge >= 0) caches.refill(network.callee[cacheEdge]!);
    if (wanted) this.#callEnded(caller, edge, good);
  }

  #callEnded(request: number, edge: number, good: boolean): void {
    const { network, caches } = this.#world;
    const callee = network.callee[edge]!;
    if (!good && network.critical[edge] === 1) {
      this.#finish(request, false);
      return;
    }
    if (network.kind[callee] === "cache" && !(good && this.#happens(caches.hitRatio[callee]!))) {
      this.#missed[request]! |= this.#bit(edge);
    }
    if (--this.#pending[request]! === 0) this.#proceed(request);
  }

  #finish(request: number, good: boolean): void {
    const { network, stations } = this.#world;
    const sojourn = this.#now - this.#arrivedAt[request]!;
    const late = this.#answerTo[request] === -1 && sojourn > network.topology.userTimeoutSeconds;
    stations[this.#service[request]!]!.respond(sojourn, !good || late);
    this.#answer(request, good);
  }

  #answer(request: number, good: boolean): void {
    const call = this.#answerTo[request]!;
    this.#requests.release(request);
    if (call >= 0 && this.#calls.stamps[call] === this.#answerStamp[request]) this.#tryEnded(call, good);
  }

  #happens(probability: number): boolean {
    return probability > 0 && (probability >= 1 || this.#world.next() < probability);
  }

  /** The edges of a caller are contiguous, so their bits are distinct if it has at most 32. */
  #bit(edge: number): number {
    return 1 << (edge & 31);
  }

  #widenRequests(request: number): void {
    this.#service = fit(this.#service, request);
    this.#arrivedAt = fit(this.#arrivedAt, request);
    this.#answerTo = fit(this.#answerTo, request);
    this.#answerStamp = fit(this.#answerStamp, request);
    this.#nextEdge = fit(this.#nextEdge, request);
    this.#pending = fit(this.#pending, request);
    this.#missed = fit(this.#missed, request);
  }

  #widenCalls(call: number): void {
    this.#edge = fit(this.#edge, call);
    this.#tries = fit(this.#tries, call);
    this.#caller = fit(this.#caller, call);
    this.#callerStamp = fit(this.#callerStamp, call);
  }
}
