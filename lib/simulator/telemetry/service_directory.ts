import type { Network } from "../topology/network.ts";
import type { SystemView } from "./system_view.ts";
import { faultAt } from "./statements.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** What stays the same about a network's services over an episode. */
export interface ServiceDirectory {
  /** Indices of the nodes by their names. */
  readonly nodes: ReadonlyMap<string, number>;
  /** Per node. */
  readonly vocabularies: readonly Vocabulary[];
  /** Per call to a cache, the call of the same caller that is made on a miss; -1 if there is none. */
  readonly storeCall: Int32Array;
  /** The version of a node that runs in that system: a bad deployment's until it is rolled back or passes. */
  version(node: number, system: SystemView): string;
}

/** The directory of a network. */
export function createServiceDirectory(network: Network): ServiceDirectory {
  const vocabularies = network.topology.services.map(vocabularyOf);
  const storeCall = new Int32Array(network.calls).fill(-1);
  network.missOf.forEach((ask, e) => {
    if (ask >= 0) storeCall[ask] = e;
  });
  return {
    nodes: new Map(network.topology.services.map(({ name }, node) => [name, node])),
    vocabularies,
    storeCall,
    version: (node, system) => {
      const { version, nextVersion } = vocabularies[node]!;
      return faultAt(node, "bad_deploy", system) ? nextVersion : version;
    },
  };
}
