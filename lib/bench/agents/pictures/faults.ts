import { z } from "zod";
import { checkOptions } from "../../../model/check_options.ts";
import { faultText } from "../../../model/shown/fault_text.ts";
import { type ByAgent, byAgentSchema, type Outcome } from "./outcome.ts";
import { outcomeMap } from "./outcome_map.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  byAgent: byAgentSchema,
  options: z.strictObject({ metric: z.unknown().optional() }),
});

/**
 * Mean outcome by fault type and agent as a heat map: the hardest faults on top, the best agent of each row framed (the
 * oracle aside).
 *
 * @param options.metric a column of the results, default `slo_steps`
 * @throws {UsageError} without agents, for one without episodes, or without an episode with a fault that has the outcome
 * @throws {UsageError} for an unknown metric
 */
export function plotFaults(byAgent: ByAgent, options: {
  /** A column of the results. Default `slo_steps`. */
  readonly metric?: Outcome;
} = {}): Picture {
  checkOptions("plotFaults", ARGUMENTS, { byAgent, options });
  const { metric = "slo_steps" } = options;
  return outcomeMap(byAgent, {
    metric,
    rows: {
      one: "fault",
      many: "kinds of fault",
      met: "against",
      of: ({ fault_type }) => fault_type === null ? null : faultText(fault_type),
      hardestFirst: true,
    },
  });
}
