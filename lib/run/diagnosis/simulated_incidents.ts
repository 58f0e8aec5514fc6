import type { LabelledIncident } from "../../model/mod.ts";
import { createEnvironment, type EnvironmentOptions } from "../../simulator/mod.ts";
import { type SimulatedIncidentOptions, simulateIncident } from "../simulated_incident.ts";

/** Simulated incidents, one a seed. */
export interface SimulatedIncidentsOptions extends EnvironmentOptions {
  readonly seeds: Iterable<number>;
  /** Seeds of further episodes in which nothing is wrong. Default none. */
  readonly faultFreeSeeds?: Iterable<number>;
  /** How each is watched. */
  readonly watch?: Omit<SimulatedIncidentOptions, "seed">;
}

/**
 * Incidents of one environment, each simulated when it is asked for; those without a fault come last.
 *
 * @throws {UsageError} as `createEnvironment`, when the first is asked for
 */
export function* simulatedIncidents(
  { seeds, faultFreeSeeds = [], watch, ...options }: SimulatedIncidentsOptions,
): Generator<LabelledIncident> {
  const environment = createEnvironment(options);
  for (const seed of seeds) yield simulateIncident(environment, { ...watch, seed });
  const quiet = createEnvironment({ ...options, faultFreeShare: 1 });
  for (const seed of faultFreeSeeds) {
    const { incident, truth } = simulateIncident(quiet, { ...watch, seed });
    yield { incident: { ...incident, id: `${incident.id}/fault-free` }, truth };
  }
}
