import { z } from "zod";
import { iterable } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { type LabelledIncident, UsageError } from "../../model/mod.ts";
import { createEnvironment, type Environment, type EnvironmentOptions } from "../../simulator/mod.ts";
import { type SimulatedIncidentOptions, simulateIncident } from "../../run/simulated_incident.ts";

/** Those of the environment are checked by it. */
const OPTIONS = z.looseObject({
  seeds: iterable,
  faultFreeSeeds: iterable.optional(),
  topologies: z.array(z.unknown()).optional(),
  watch: z.unknown().optional(),
});

/** Options of `simulatedIncidents`. */
export interface SimulatedIncidentsOptions extends EnvironmentOptions {
  /** Seeds of the episodes, one incident each. */
  readonly seeds: Iterable<number>;
  /** Seeds of further episodes without a fault. Default none. */
  readonly faultFreeSeeds?: Iterable<number>;
  /** Topologies that the incidents take in turn, and then those without a fault. Default: `topology`. */
  readonly topologies?: readonly NonNullable<EnvironmentOptions["topology"]>[];
  /** Where the windows of each incident lie. */
  readonly watch?: Omit<SimulatedIncidentOptions, "seed">;
}

/**
 * Simulates one incident per seed when it is asked for; those without a fault come last.
 *
 * @throws {UsageError} as `createEnvironment` when the first incident of a topology is asked for, and for an empty list of topologies
 *
 * @example Four incidents on two topologies
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { simulatedIncidents } from "./simulated_incidents.ts";
 * const incidents = simulatedIncidents({ topologies: ["random-9-1", "random-9-2"], seeds: [5, 6, 7, 8] });
 * const ids = Array.from(incidents, ({ incident }) => incident.id);
 * deepStrictEqual(ids, ["random-9-1/5", "random-9-2/6", "random-9-1/7", "random-9-2/8"]);
 * ```
 */
export function simulatedIncidents(options: SimulatedIncidentsOptions): Generator<LabelledIncident> {
  // Checked when it is called, not when the first incident is asked for.
  checkOptions("simulatedIncidents", OPTIONS, options);
  return simulate(options);
}

function* simulate(
  { seeds, faultFreeSeeds = [], topologies, watch, ...options }: SimulatedIncidentsOptions,
): Generator<LabelledIncident> {
  if (topologies?.length === 0) {
    throw new UsageError("Simulated incidents need a topology, found an empty list");
  }
  const graphs = topologies?.map((topology) => ({ ...options, topology })) ?? [options];
  yield* goRound(graphs, { seeds, watch });
  const quiet = graphs.map((graph) => ({ ...graph, faultFreeShare: 1 }));
  for (const { incident, truth } of goRound(quiet, { seeds: faultFreeSeeds, watch })) {
    yield { incident: { ...incident, id: `${incident.id}/fault-free` }, truth };
  }
}

/** Takes the topologies in turn. Each environment is created when its turn first comes, and kept. */
function* goRound(
  graphs: readonly EnvironmentOptions[],
  { seeds, watch }: { seeds: Iterable<number>; watch: SimulatedIncidentsOptions["watch"] },
): Generator<LabelledIncident> {
  const environments: Environment[] = [];
  let turn = 0;
  for (const seed of seeds) {
    environments[turn] ??= createEnvironment(graphs[turn]);
    yield simulateIncident(environments[turn]!, { ...watch, seed });
    turn = (turn + 1) % graphs.length;
  }
}
