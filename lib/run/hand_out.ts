import { deepFreeze, type Observation } from "../model/mod.ts";

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
