import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { type ByAgent, byAgentSchema, type Outcome } from "./outcome.ts";
import { outcomeMap } from "./outcome_map.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  byAgent: byAgentSchema,
  options: z.strictObject({ metric: z.unknown().optional() }),
});

/**
 * Mean outcome by scenario and agent as a heat map, in the order of the records; for more scenarios than
 * `plotComparison` has room for.
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @throws {UsageError} without agents, or for one without episodes
 * @throws {UsageError} for an unknown metric
 */
export function plotScenarios(byAgent: ByAgent, options: {
  /** A column of the results. Default `slo_steps`. */
  readonly metric?: Outcome;
} = {}): Picture {
  checkOptions("plotScenarios", ARGUMENTS, { byAgent, options });
  const { metric = "slo_steps" } = options;
  return outcomeMap(byAgent, {
    metric,
    rows: {
      one: "scenario",
      many: "scenarios",
      met: "in",
      of: ({ scenario }) => scenario,
      hardestFirst: false,
    },
  });
}
