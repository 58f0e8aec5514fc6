import { createPolicy } from "../decide/mod.ts";
import { createPlanner, PLANNER_PARAMETERS, type PlannerParameters } from "../decide/planning/planner.ts";
import type { Policy, PolicyContext } from "../decide/policy.ts";
import { type Catalogue, catalogue, type Choice, type Entry, UsageError } from "../model/mod.ts";
import { createTwin } from "../simulator/twin.ts";

/** The policies that need a twin of the system, with their parameters. */
export const planningPolicies: Catalogue<Entry> = catalogue<Entry>("planning policy", [
  {
    name: "planner",
    about: "plays plans ahead on a twin of the system, from what it believes of the incident",
    parameters: PLANNER_PARAMETERS,
  },
]);

/** Whether a choice of a policy is one of these, as `planner:twinSteps=500`. */
export function isPlanning(choice: Choice): boolean {
  const name = typeof choice === "string" ? choice.split(":")[0] : choice?.name;
  return planningPolicies.names.some((known) => known === name);
}

/**
 * The policy that plays candidate plans ahead on a twin of the system, which is made from what an agent is told: topology, SLO and timings. For a
 * system of which there is no twin, since it would not keep its SLO without a fault, it is the playbook.
 *
 * @param choice `planner` with parameters, as `planner:twinSteps=500`
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, or a value out of its range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createAgent, planningPolicy } from "./mod.ts";
 * const agent = createAgent("planner", { policy: planningPolicy("planner:twinSteps=500"), named: "hasty planner" });
 * strictEqual(agent.name, "hasty planner");
 * ```
 */
export function planningPolicy(choice: Choice = "planner"): (context: PolicyContext) => Policy {
  // Safe, since the catalogue checks parameters by the same declaration.
  const parameters = planningPolicies.choose(choice).parameters as unknown as PlannerParameters;
  return (context) => {
    try {
      return createPlanner(context, { twin: createTwin(context), parameters });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return createPolicy("playbook", context);
    }
  };
}
