import { type Action, serviceIndex, TIMINGS } from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";

/**
 * The steps from an action until all of its effect is there, as the operator of this system knows them: 0 for one that works at once, a
 * failover's where the standby is not behind.
 */
export function durationOf(action: Action, { topology, timings = TIMINGS.realistic }: PolicyContext): number {
  if (!("service" in action)) return 0;
  const { kind } = topology.services[serviceIndex(topology, action.service)]!;
  switch (action.kind) {
    case "restart":
      return timings.restart[kind].downSteps;
    case "rollback":
      return timings.rollback.downSteps;
    case "failover":
      return timings.failover.downSteps;
    case "scale":
    case "drain":
      return timings.scaleDelaySteps[kind];
  }
}
