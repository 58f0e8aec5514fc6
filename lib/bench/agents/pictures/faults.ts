import type { ByAgent, Outcome } from "./outcome.ts";
import { outcomeMap } from "./outcome_map.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

/**
 * Mean outcome by fault type and agent as a heat map: the hardest faults on top, the best agent of each row framed (the
 * oracle aside).
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @throws {UsageError} without agents, for one without episodes, or without an episode with a fault that has the outcome
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
