import { deepFreeze, frozenCopy } from "../model/frozen_copy.ts";
import type { Observation, Topology } from "../model/mod.ts";
import type { Environment } from "../simulator/mod.ts";

const topologies = new WeakMap<Environment, Topology>();

/**
 * An observation as an agent is handed it: its values are a copy, since an array of numbers can't be frozen. Where its logs and spans are
 * recorded they are frozen; else nobody else reads them, and to freeze thousands of spans a step would double the time of an episode.
 * Nothing that the agent does to it reaches the record, the SLO or another observation.
 */
export function handOut(observation: Observation, { recorded }: { readonly recorded: boolean }): Observation {
  if (recorded) {
    deepFreeze(observation.logs);
    deepFreeze(observation.spans);
  }
  return { ...observation, values: observation.values.slice() };
}

/** The topology of an environment as agents are handed it: a frozen copy, the same one in every episode. */
export function handOutTopology(environment: Environment): Topology {
  const known = topologies.get(environment);
  if (known !== undefined) return known;
  const handed = frozenCopy(environment.topology);
  topologies.set(environment, handed);
  return handed;
}
