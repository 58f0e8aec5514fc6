import { scalability } from "../queueing/scalability.ts";
import { fit } from "./slots.ts";
import { createTally, type Tally } from "./tally.ts";

/** What happens to an arrival. */
export type Admission = "served" | "queued" | "rejected";

/** One service: n exponential servers, a first-come-first-served queue of K places, and its counts. */
export class Station {
  readonly tally: Tally = createTally();
  readonly servers: number;
  /** Rate of one server, in requests per second. */
  readonly serverRate: number;
  /** Sojourn times in order of completion; the first `tally.responses` are valid. */
  sojourns: Float64Array = new Float64Array(1024);

  readonly #places: number;
  readonly #queue: Int32Array;
  #head = 0;
  #queued = 0;
  #busy = 0;
  #seenAt = 0;

  constructor({ replicas, ratePerReplica, queuePlaces, contention, coherency }: {
    replicas: number;
    ratePerReplica: number;
    queuePlaces: number;
    contention: number;
    coherency: number;
  }) {
    this.servers = replicas;
    this.serverRate = ratePerReplica * scalability(replicas, contention, coherency) / replicas;
    this.#places = queuePlaces;
    this.#queue = new Int32Array(queuePlaces);
  }

  /** Admits a request. If it is "served", the caller has to schedule the end of its service. */
  arrive(request: number, time: number): Admission {
    this.advance(time);
    this.tally.arrivals++;
    if (this.#busy < this.servers) {
      this.#busy++;
      return "served";
    }
    if (this.#queued === this.#places) {
      this.tally.rejected++;
      return "rejected";
    }
    this.tally.waited++;
    let tail = this.#head + this.#queued++;
    if (tail >= this.#places) tail -= this.#places;
    this.#queue[tail] = request;
    return "queued";
  }

  /** Frees a server. Returns the request that it serves next, or -1. */
  release(time: number): number {
    this.advance(time);
    if (this.#queued === 0) {
      this.#busy--;
      return -1;
    }
    const request = this.#queue[this.#head]!;
    if (++this.#head === this.#places) this.#head = 0;
    this.#queued--;
    return request;
  }

  /** Counts the end of an admitted request. */
  respond(sojourn: number, failed: boolean): void {
    this.sojourns = fit(this.sojourns, this.tally.responses);
    this.sojourns[this.tally.responses++] = sojourn;
    if (failed) this.tally.failed++;
  }

  /** Advances the time integrals. */
  advance(time: number): void {
    const passed = time - this.#seenAt;
    this.tally.busySeconds += this.#busy * passed;
    this.tally.queuedSeconds += this.#queued * passed;
    this.#seenAt = time;
  }
}
