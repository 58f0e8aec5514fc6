import type { Station } from "./station.ts";
import { EVENT, type World } from "./world.ts";

/** A replica that stops now and then. */
interface Pausing {
  readonly station: Station;
  readonly replica: number;
  readonly seconds: number;
  /** Mean time from the end of a pause to the next one. */
  readonly meanBetween: number;
}

/** Garbage collection that stops the world: each replica of a service pauses by itself, after exponential times. */
export class Pauses {
  readonly #world: World;
  readonly #replicas: Pausing[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Adds the replicas of a service, each of which pauses for so many seconds at a time in that share of the time. */
  add(station: Station, { seconds, share }: { seconds: number; share: number }): void {
    for (let replica = 0; replica < station.servers; replica++) {
      this.#replicas.push({ station, replica, seconds, meanBetween: seconds * (1 - share) / share });
      this.#plan(this.#replicas.length - 1);
    }
  }

  pause(index: number): void {
    const { events } = this.#world;
    const { station, replica, seconds } = this.#replicas[index]!;
    station.pause(replica, { seconds, time: events.time });
    events.push(events.time + seconds, EVENT.resumed, index, 0);
  }

  /** Ends a pause. Returns the request that the replica serves next, or -1. */
  resume(index: number): { request: number; replica: number } {
    const { station, replica } = this.#replicas[index]!;
    this.#plan(index);
    return { request: station.resume(replica, this.#world.events.time), replica: station.replica };
  }

  #plan(index: number): void {
    const { events, next } = this.#world;
    const between = -Math.log(1 - next()) * this.#replicas[index]!.meanBetween;
    events.push(events.time + between, EVENT.paused, index, 0);
  }
}
