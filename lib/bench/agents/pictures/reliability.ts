import { z } from "zod";
import { anyNumber, anyObject } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import type { EpisodeRecord } from "../../../run/mod.ts";
import { type JudgedAnswer, reliabilityDiagram } from "../../../plot/parts/reliability_diagram.ts";
import type { Picture } from "../../../plot/parts/svg.ts";
import { type ByAgent, byAgentSchema } from "./outcome.ts";

const ARGUMENTS = z.object({
  records: z.union([byAgentSchema, z.array(anyObject)]),
  options: z.strictObject({ bins: anyNumber.optional() }),
});

/**
 * Reliability diagrams of diagnoses: the share of correct ones by confidence, in bins with 95 % Wilson intervals, and
 * the number of diagnoses in each bin. A calibrated agent lies on the dashed diagonal, an overconfident one below it.
 *
 * @param records by agent, or of any number of agents; agents without diagnoses are left out
 * @param options.bins number of bins of equal width, default 10
 * @throws {UsageError} without diagnoses, or if `bins` is not a positive whole number
 */
export function plotReliability(
  records: ByAgent | readonly EpisodeRecord[],
  options: {
    /** Number of bins of equal width. Default 10. */
    readonly bins?: number;
  } = {},
): Picture {
  checkOptions("plotReliability", ARGUMENTS, { records, options });
  const { bins = 10 } = options;
  const byAgent = Array.isArray(records)
    ? [...Map.groupBy(records as readonly EpisodeRecord[], ({ agent }) => agent)]
    : Object.entries(records as ByAgent);
  const answers = byAgent.map(([agent, own]) => [agent, own.flatMap(answerOf)] as const);
  return reliabilityDiagram(answers, { bins, of: "right diagnoses at the first action" });
}

function answerOf({ diagnosis_confidence, diagnosis_right }: EpisodeRecord): JudgedAnswer[] {
  return diagnosis_confidence === null || diagnosis_right === null
    ? []
    : [{ confidence: diagnosis_confidence, right: diagnosis_right }];
}
