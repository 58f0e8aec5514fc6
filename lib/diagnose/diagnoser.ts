import type { Dependency, Detection, Diagnosis, Incident, Signals, Symptom, Topology } from "../model/mod.ts";

/** Tells what the cause is, from what was recorded before and after the beginning of an incident. */
export interface Diagnoser {
  readonly name: string;
  /** Learns what is normal from the window before. */
  fit(before: Signals): void;
  /**
   * Judges the window after, whose metrics have the indicators of the window before.
   *
   * @param detection what a detector made of the latest observation, where there is one
   */
  diagnose(after: Signals, detection?: Detection): Diagnosis;
}

/** What a diagnoser may know of the system. */
export interface DiagnoserContext {
  /** Every service that can be named. */
  readonly services: readonly string[];
  /** Who calls whom, where that is known. */
  readonly graph?: readonly Dependency[];
  /** Where users feel the incident. */
  readonly symptom?: Symptom;
  /** The graph with its timeouts, pools and caches, where somebody has written that down. */
  readonly topology?: Topology;
  /** For methods that draw random numbers. Default 0. */
  readonly seed?: number;
}

/** What a topology tells a diagnoser. */
export function contextOf(topology: Topology): DiagnoserContext & { readonly topology: Topology } {
  return {
    services: topology.services.map(({ name }) => name),
    graph: topology.calls.map(({ caller, callee }) => ({ caller, callee })),
    symptom: { service: topology.front },
    topology,
  };
}

/** What an incident tells a diagnoser: its topology, where it has one, but for what it says itself. */
export function contextOfIncident({ services, graph, symptom, topology }: Incident): DiagnoserContext {
  return {
    ...(topology && contextOf(topology)),
    services,
    ...(graph && { graph }),
    ...(symptom && { symptom }),
  };
}

/** A ranking of all services by score, the highest first; equal scores keep the order given. */
export function rank(services: readonly string[], scores: ArrayLike<number>): Diagnosis["ranking"] {
  return services
    .map((service, i) => ({ service, score: scores[i]! }))
    .sort((a, b) => b.score - a.score);
}
