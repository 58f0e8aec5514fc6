import type { ByAgent, Outcome } from "./outcome.ts";
import { outcomeMap } from "./outcome_map.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

/**
 * Fault by agent as a heat map: the mean outcome of each agent in the episodes with that kind of fault. The
 * hardest faults are on top; the best of each row, the oracle aside, is framed.
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @throws {RangeError} if there is no agent, one without episodes, or no episode with a fault in which the
 *   outcome happened
 * @throws {UsageError} for an unknown metric
 */
export function plotFaults(
  byAgent: ByAgent,
  { metric = "slo_steps" }: { readonly metric?: Outcome } = {},
): Picture {
  return outcomeMap(byAgent, {
    metric,
    rows: {
      one: "fault",
      many: "kinds of fault",
      met: "against",
      of: ({ fault_type }) => fault_type,
      hardestFirst: true,
    },
  });
}
