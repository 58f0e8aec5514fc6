import type { Network } from "../topology/network.ts";
import type { Caches } from "./caches.ts";
import type { Conditions } from "./conditions.ts";
import type { EventHeap } from "./event_heap.ts";
import type { Station } from "./station.ts";

/** Kinds of events, at most 16. What an event is about is its subject. */
export const EVENT = {
  /** A user comes. */
  user: 0,
  /** A user has waited as long as users do; tries again. */
  userGaveUp: 1,
  userRetries: 2,
  /** A request reaches its service; its service ends. */
  reached: 3,
  served: 4,
  /** A call gets a connection; runs out of time; is answered. */
  connected: 5,
  timedOut: 6,
  answered: 7,
  /** A replica stops for garbage collection; goes on; is back after it was killed. */
  paused: 8,
  resumed: 9,
  restarted: 10,
  /** The next change of the schedule is due. */
  change: 11,
} as const;

/** What all parts of the simulation share. */
export interface World {
  readonly network: Network;
  readonly stations: readonly Station[];
  readonly caches: Caches;
  readonly conditions: Conditions;
  readonly events: EventHeap;
  readonly next: () => number;
}

/** Whether something of that probability happens; certain things take no random number. */
export function happens({ next }: World, probability: number): boolean {
  return probability > 0 && (probability >= 1 || next() < probability);
}
