import { canonicalJson } from "./canonical_json.ts";
import type { Topology } from "./topology.ts";

/**
 * What a topology is, as text: the same for two topologies exactly when they have the same content, whatever the order of their keys.
 *
 * @example
 * ```ts
 * import { notStrictEqual, strictEqual } from "node:assert";
 * import { createTopology } from "aiops";
 * import { topologyKey } from "./topology_key.ts";
 * const topology = createTopology("three-tier");
 * strictEqual(topologyKey(topology), topologyKey(createTopology("three-tier")));
 * notStrictEqual(topologyKey(topology), topologyKey({ ...topology, entryRate: 90 }));
 * ```
 */
export function topologyKey(topology: Topology): string {
  return canonicalJson(topology);
}
