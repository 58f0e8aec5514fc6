import type { Network } from "../topology/network.ts";
import type { SystemView } from "./system_view.ts";
import { faultAt } from "./statements.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** What logs and traces need to know of a network's services, constant over an episode. */
export interface ServiceDirectory {
  /** Node indices by service name. */
  readonly nodes: ReadonlyMap<string, number>;
  /** Vocabulary per node. */
  readonly vocabularies: readonly Vocabulary[];
  /** Per call, if it is to a cache: the call that is made on a miss, else -1. */
  readonly storeCall: Int32Array;
  /** The version that a node runs: the next version during a bad deployment. */
  version(node: number, system: SystemView): string;
}

/** The directory of the services of a network. */
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
