import type { Detection, Diagnosis, Topology } from "../model/mod.ts";
import type { Window } from "../observe/mod.ts";

/** Tells what the cause is. */
export interface Diagnoser {
  readonly name: string;
  /** Learns what is normal from a window of healthy observations. */
  fit(healthy: Window): void;
  /** Judges the latest observations. */
  diagnose(recent: Window, detection: Detection): Diagnosis;
}

/** What a diagnoser may know of the system. */
export interface DiagnoserContext {
  readonly topology: Topology;
}

/** A ranking of all services by score, the highest first; equal scores keep the topology's order. */
export function rank(topology: Topology, scores: ArrayLike<number>): Diagnosis["ranking"] {
  return topology.services
    .map(({ name }, i) => ({ service: name, score: scores[i]! }))
    .sort((a, b) => b.score - a.score);
}
