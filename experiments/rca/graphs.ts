import { type Topology, UsageError } from "../../lib/model/mod.ts";
import { createTopology } from "../../lib/simulator/mod.ts";
import { wholeNumber } from "../cli/arguments.ts";

const MAX_GRAPHS = 1000;

/**
 * Reads the option --graphs, 1 to 1000.
 *
 * @throws {UsageError} for another number, or for a topology with a seed
 */
export function parseGraphs(text: string | undefined, topology: string): number {
  if (text !== undefined && !/^random(?:-\d+)?$/.test(topology)) {
    throw new UsageError(
      `The option --graphs needs the topology random or random-N, without a seed, found "${topology}"`,
    );
  }
  return wholeNumber(text, { name: "graphs", fallback: 1, min: 1, max: MAX_GRAPHS });
}

/**
 * The topologies that incidents take in turn, at most one per incident.
 *
 * @throws {UsageError} as `createTopology`
 */
export function graphsOf(
  { topology, graphs, seeds: [first, last], faultFree }: {
    readonly topology: string | Topology;
    readonly graphs: number;
    readonly seeds: readonly [number, number];
    readonly faultFree: number;
  },
): (string | Topology)[] {
  if (graphs === 1 || typeof topology !== "string") return [topology];
  const size = createTopology(topology).services.length;
  const met = Math.min(graphs, Math.max(last - first + 1, faultFree));
  return Array.from({ length: met }, (_, i) => `random-${size}-${i + 1}`);
}
