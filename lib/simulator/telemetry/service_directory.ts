import type { Network } from "../topology/network.ts";
import type { SystemView } from "./system_view.ts";
import { faultAt } from "./statements.ts";
import { versionAfter, type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import type { Wording } from "./wording.ts";

/** What logs and traces need to know of a network's services, constant over an episode. */
export interface ServiceDirectory {
  /** Node indices by service name. */
  readonly nodes: ReadonlyMap<string, number>;
  /** Vocabulary per node. */
  readonly vocabularies: readonly Vocabulary[];
  /** Per call, if it is to a cache: the call that is made on a miss, else -1. */
  readonly storeCall: Int32Array;
  /** Releases of a node up to a step that were good and stayed. */
  releases(node: number, told: Told): number;
  /** The version that a node runs: that of its last good release, and the next one during a bad deployment. */
  version(node: number, told: Told): string;
}

/** The system in a step, and the words in which it is told. */
export interface Told {
  readonly system: SystemView;
  readonly wording: Wording;
}

/** The directory of the services of a network. */
export function createServiceDirectory(network: Network): ServiceDirectory {
  const vocabularies = network.topology.services.map(vocabularyOf);
  const storeCall = new Int32Array(network.calls).fill(-1);
  network.missOf.forEach((ask, e) => {
    if (ask >= 0) storeCall[ask] = e;
  });
  const releases = (node: number, { system, wording }: Told) => {
    const { step, benign, faults, state } = system;
    const deployed = benign?.kind === "deploy" && benign.node === node && step >= benign.startStep &&
      state.mended[faults.length] === 0;
    return (deployed ? 1 : 0) + (step >= wording.releaseStep(node) ? 1 : 0);
  };
  return {
    nodes: new Map(network.topology.services.map(({ name }, node) => [name, node])),
    vocabularies,
    storeCall,
    releases,
    version: (node, told) => {
      const bad = faultAt(node, "bad_deploy", told.system) ? 1 : 0;
      return versionAfter(releases(node, told) + bad, vocabularies[node]!);
    },
  };
}
