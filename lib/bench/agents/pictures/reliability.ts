import type { EpisodeRecord } from "../../../run/mod.ts";
import { reliabilityDiagram, type SureAnswer } from "../../../plot/parts/reliability_diagram.ts";
import type { Picture } from "../../../plot/parts/svg.ts";
import type { ByAgent } from "./outcome.ts";

/**
 * Whether diagnoses are right as often as they are sure: the share of right diagnoses against their
 * confidence, bin by bin with 95 % intervals after Wilson, and how many diagnoses each bin holds. On the
 * dashed diagonal the two agree; below it the agent is too sure.
 *
 * @param records by agent, or of any number of agents; those without a diagnosis are left out
 * @param options.bins of equal width, default 10
 * @throws {RangeError} if there is no diagnosis with a confidence, or if bins is not a whole number above 0
 */
export function plotReliability(
  records: ByAgent | readonly EpisodeRecord[],
  { bins = 10 }: { readonly bins?: number } = {},
): Picture {
  const byAgent = Array.isArray(records)
    ? [...Map.groupBy(records as readonly EpisodeRecord[], ({ agent }) => agent)]
    : Object.entries(records as ByAgent);
  const answers = byAgent.map(([agent, own]) => [agent, own.flatMap(answerOf)] as const);
  return reliabilityDiagram(answers, { bins, of: "right diagnoses at the first action" });
}

function answerOf({ diagnosis_confidence, diagnosis_right }: EpisodeRecord): SureAnswer[] {
  return diagnosis_confidence === null || diagnosis_right === null
    ? []
    : [{ confidence: diagnosis_confidence, right: diagnosis_right }];
}
