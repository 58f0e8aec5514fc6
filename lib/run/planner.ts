import { createPolicy } from "../decide/mod.ts";
import { createPlanner, PLANNER_PARAMETERS, type PlannerParameters } from "../decide/planning/planner.ts";
import type { Policy, PolicyContext } from "../decide/policy.ts";
import { type ParameterShape, UsageError } from "../model/mod.ts";
import { createTwin } from "../simulator/twin.ts";

/**
 * The policy that plays candidate plans ahead on a twin of the system, which is made from what an agent is told: topology, SLO and timings. For a system of
 * which there is no twin, since it would not keep its SLO without a fault, it is the playbook.
 */
export function planningPolicy(
  parameters: Partial<PlannerParameters> = {},
): (context: PolicyContext) => Policy {
  const defaults = Object.fromEntries(
    Object.entries(PLANNER_PARAMETERS as ParameterShape).map((
      [name, parameter],
    ) => [name, parameter.facts.default]),
  ) as unknown as PlannerParameters;
  const settled = { ...defaults, ...parameters };
  return (context) => {
    try {
      return createPlanner(context, { twin: createTwin(context), parameters: settled });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return createPolicy("playbook", context);
    }
  };
}
