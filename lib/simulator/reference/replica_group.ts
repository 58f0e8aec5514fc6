import { Fifo } from "./fifo.ts";

/** Replicas with one queue: all of a service, or a single one behind a load balancer. */
export interface ReplicaGroup {
  readonly first: number;
  readonly end: number;
  readonly places: number;
  /** Requests that wait for a thread, and those that have one and wait for a replica's processor. */
  readonly entry: Fifo;
  readonly ready: Fifo;
  readonly threads: number;
  freeThreads: number;
  /** Admitted requests that have not ended, calls included. */
  present: number;
  /** Replicas that are up, that serve, and pauses under way that let running services end. */
  up: number;
  serving: number;
  draining: number;
}

/** Groups of equal parts of a service, as many as there are queues. */
export function createGroups(
  parts: number,
  { replicas, places, threads }: { replicas: number; places: number; threads: number },
): ReplicaGroup[] {
  return Array.from({ length: parts }, (_, i) => ({
    first: i * replicas / parts,
    end: (i + 1) * replicas / parts,
    places: Math.floor(places / parts),
    entry: new Fifo(),
    ready: new Fifo(),
    threads: Math.floor(threads / parts),
    freeThreads: Math.floor(threads / parts),
    present: 0,
    up: replicas / parts,
    serving: 0,
    draining: 0,
  }));
}
