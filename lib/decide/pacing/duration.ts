import { type Action, serviceIndex, stepsOf, TIMINGS } from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";

/** The steps that an action takes, as the operator of this system knows them; 0 for one that works at once. */
export function durationOf(action: Action, { topology, timings = TIMINGS.realistic }: PolicyContext): number {
  if (!("service" in action)) return 0;
  const { kind } = topology.services[serviceIndex(topology, action.service)]!;
  return stepsOf(action, { timings, kind });
}
