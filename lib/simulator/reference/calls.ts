import type { Breaker } from "./breaker.ts";
import { packetDelay } from "./packet_loss.ts";
import { PLATFORM } from "../../model/mod.ts";
import type { Pool } from "./pool.ts";
import { RetryBudget } from "./retry_budget.ts";
import type { CallModel } from "./settings.ts";
import { fit, Slots } from "./slots.ts";
import { EVENT, happens, type World } from "./world.ts";

/** What calls need to know of the requests that make and answer them. */
export interface RequestSide {
  /** Sends a request that answers the call along an edge; it gets to the callee after a delay and holds the call's connection. */
  send(edge: number, to: { call: number; stamp: number; delay: number }): void;
  /** Whether a request of that stamp still goes on. */
  isAlive(request: number, stamp: number): boolean;
  /** Lets a request go on after a call. */
  callEnded(request: number, edge: number, good: boolean): void;
}

/** How the calls of one edge are made. */
export interface Edge {
  readonly model: CallModel;
  readonly pool: Pool;
  readonly breaker: Breaker | undefined;
}

/**
 * Calls, one per use of an edge whatever its number of tries. A try waits for a connection where these are limited, sends a request to
 * the callee and waits for its answer. After a timeout the request that was sent goes on, and its answer is ignored; the connection is
 * in use until then. A connection on which nothing was sent, or whose request got lost, is free again at the timeout.
 */
export class Calls {
  requests!: RequestSide;
  readonly #world: World;
  readonly #edges: readonly Edge[];
  readonly #budget: RetryBudget;
  readonly #slots = new Slots();
  #edge = new Int32Array(64);
  #tries = new Int32Array(64);
  #caller = new Int32Array(64);
  #callerStamp = new Float64Array(64);
  /** Bits: `CONNECTED` (the try holds a connection on which no request is under way), `PROBE` and `GOOD`. */
  #flags = new Int32Array(64);

  constructor(world: World, edges: readonly Edge[]) {
    this.#world = world;
    this.#edges = edges;
    this.#budget = new RetryBudget(world.network);
  }

  /** Starts the call of a request along an edge. */
  start(edge: number, caller: number, callerStamp: number): void {
    const call = this.#slots.take();
    if (call >= this.#edge.length) this.#widen(call);
    this.#edge[call] = edge;
    this.#caller[call] = caller;
    this.#callerStamp[call] = callerStamp;
    this.#tries[call] = 0;
    this.#budget.firstTry(edge);
    this.#try(call);
  }

  /** The callee has answered a try along an edge, and no longer uses its connection. */
  answer(call: number, { stamp, edge, good }: { stamp: number; edge: number; good: boolean }): void {
    if (this.#slots.stamps[call] !== stamp) return this.#disconnect(edge);
    const { conditions, events, next } = this.#world;
    this.#flags[call]! |= CONNECTED;
    const loss = conditions.loss[edge]!;
    const delay = loss > 0 && this.#edges[edge]!.model.lossRule === "tcp"
      ? packetDelay(loss, "tcp", next)
      : 0;
    if (delay === 0) this.#tryEnded(call, good);
    else if (delay < Infinity) {
      if (good) this.#flags[call]! |= GOOD;
      events.push(events.time + delay, EVENT.answered, call, stamp);
    }
  }

  /** Processes an event of a call, unless the try that it is about has ended. */
  handle(kind: number, call: number, stamp: number): void {
    if (this.#slots.stamps[call] !== stamp) return;
    if (kind === EVENT.connected) this.#connect(call);
    else this.#tryEnded(call, kind === EVENT.answered && (this.#flags[call]! & GOOD) !== 0);
  }

  #try(call: number): void {
    const edge = this.#edge[call]!;
    const { model, pool, breaker } = this.#edges[edge]!;
    const { network, conditions, events } = this.#world;
    this.#tries[call]!++;
    this.#flags[call] = 0;
    if (conditions.breakerOpen[edge] === 1 && happens(this.#world, PLATFORM.breaker.heldBackShare)) {
      return this.#refuse(call, PLATFORM.breaker.fallbackShare);
    }
    const passage = breaker?.passage(events.time) ?? "pass";
    if (passage === "refuse") return this.#refuse(call, breaker!.model.fallbackShare);
    if (passage === "probe") this.#flags[call]! |= PROBE;
    const stamp = this.#slots.renew(call);
    const deadline = network.timeout[edge]!;
    if (pool.hasFree) {
      this.#setTimer(call, deadline);
      this.#take(call, pool);
      this.#send(call);
    } else {
      this.#setTimer(call, model.acquireSeconds ?? deadline);
      pool.waiting.push(call, stamp);
    }
  }

  /** Sends a call that has waited for a connection. With an acquire timeout of its own, its timeout begins now. */
  #connect(call: number): void {
    const edge = this.#edge[call]!;
    if (this.#edges[edge]!.model.acquireSeconds !== undefined) {
      this.#slots.renew(call);
      this.#setTimer(call, this.#world.network.timeout[edge]!);
    }
    this.#send(call);
  }

  #setTimer(call: number, seconds: number): void {
    const { events } = this.#world;
    if (seconds < Infinity) {
      events.push(events.time + seconds, EVENT.timedOut, call, this.#slots.stamps[call]!);
    }
  }

  #take(call: number, pool: Pool): void {
    pool.take();
    this.#flags[call]! |= CONNECTED;
  }

  #send(call: number): void {
    const { network, conditions, next } = this.#world;
    const edge = this.#edge[call]!;
    if (happens(this.#world, conditions.cut[edge]!)) return;
    let delay = network.networkDelay[edge]! + conditions.delay[edge]!;
    const loss = conditions.loss[edge]!;
    if (loss > 0) delay += packetDelay(loss, this.#edges[edge]!.model.lossRule ?? "resends", next);
    if (delay < Infinity) {
      this.#flags[call]! &= ~CONNECTED;
      this.requests.send(edge, { call, stamp: this.#slots.stamps[call]!, delay });
    }
  }

  #tryEnded(call: number, good: boolean): void {
    const { network, caches, events } = this.#world;
    const edge = this.#edge[call]!;
    this.#edges[edge]!.breaker?.ended(events.time, { good, probe: (this.#flags[call]! & PROBE) !== 0 });
    if ((this.#flags[call]! & CONNECTED) !== 0) this.#disconnect(edge);
    const wanted = this.requests.isAlive(this.#caller[call]!, this.#callerStamp[call]!);
    if (!good && wanted && this.#budget.allows(edge, this.#tries[call]!)) return this.#try(call);
    const cacheEdge = network.missOf[edge]!;
    if (good && cacheEdge >= 0) caches.refill(network.callee[cacheEdge]!);
    this.#end(call, good);
  }

  /** Frees a connection of an edge, and hands it to the next call that still waits for one. */
  #disconnect(edge: number): void {
    const { events } = this.#world;
    const { pool } = this.#edges[edge]!;
    pool.giveBack();
    while (pool.hasFree && pool.waiting.size > 0) {
      const next = pool.waiting.shift();
      const stamp = pool.waiting.stamp;
      if (this.#slots.stamps[next] !== stamp) continue;
      this.#take(next, pool);
      events.push(events.time, EVENT.connected, next, stamp);
    }
  }

  /** Ends a call that a breaker refuses. It is not tried again. */
  #refuse(call: number, fallbackShare: number): void {
    this.#end(call, happens(this.#world, fallbackShare));
  }

  #end(call: number, good: boolean): void {
    const caller = this.#caller[call]!;
    const stamp = this.#callerStamp[call]!;
    this.#slots.release(call);
    if (this.requests.isAlive(caller, stamp)) this.requests.callEnded(caller, this.#edge[call]!, good);
  }

  #widen(call: number): void {
    this.#edge = fit(this.#edge, call);
    this.#tries = fit(this.#tries, call);
    this.#caller = fit(this.#caller, call);
    this.#callerStamp = fit(this.#callerStamp, call);
    this.#flags = fit(this.#flags, call);
  }
}

const CONNECTED = 1;
const PROBE = 2;
const GOOD = 4;
