import { z } from "zod";
import { anyNumber, anyObject } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import type { Verdict } from "../verdict.ts";
import { reliabilityDiagram } from "../../../plot/parts/reliability_diagram.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

const ARGUMENTS = z.object({
  verdicts: z.array(anyObject),
  options: z.strictObject({ bins: anyNumber.optional() }),
});

/**
 * Reliability diagrams of diagnosers on the verdicts of the benchmark, one panel per method. Fault-free cases and answers that name no service
 * count as incorrect.
 *
 * @param verdicts on one view of the signals
 * @param options.bins number of bins of equal width, default 10
 * @throws {UsageError} without verdicts, or if `bins` is not a positive whole number
 */
export function plotDiagnoserReliability(
  verdicts: readonly Verdict[],
  options: {
    /** Number of bins of equal width. Default 10. */
    readonly bins?: number;
  } = {},
): Picture {
  checkOptions("plotDiagnoserReliability", ARGUMENTS, { verdicts, options });
  const { bins = 10 } = options;
  const answers = [...Map.groupBy(verdicts, ({ method }) => method)]
    .map(([method, own]) => [method, own.map(answerOf)] as const);
  return reliabilityDiagram(answers, { bins, of: "answers whose first named service is at fault" });
}

function answerOf({ confidence, named, truth }: Verdict) {
  return { confidence, right: truth.some((service) => service === named[0]) };
}
