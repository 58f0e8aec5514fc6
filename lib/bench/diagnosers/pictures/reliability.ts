import type { Verdict } from "../verdict.ts";
import { reliabilityDiagram } from "../../../plot/parts/reliability_diagram.ts";
import type { Picture } from "../../../plot/parts/svg.ts";

/**
 * Whether diagnosers are right as often as they are sure: `plotReliability` for verdicts of the benchmark, a panel for each method.
 * Cases in which nothing was wrong, and answers that named nobody, count as not right.
 *
 * @param verdicts through one view of the signals
 * @param options.bins of equal width, default 10
 * @throws {RangeError} without a verdict, or if bins is not a whole number above 0
 */
export function plotDiagnoserReliability(
  verdicts: readonly Verdict[],
  { bins = 10 }: { readonly bins?: number } = {},
): Picture {
  const answers = [...Map.groupBy(verdicts, ({ method }) => method)]
    .map(([method, own]) => [method, own.map(answerOf)] as const);
  return reliabilityDiagram(answers, { bins, of: "answers whose first named service is at fault" });
}

function answerOf({ confidence, named, truth }: Verdict) {
  return { confidence, right: truth.some((service) => service === named[0]) };
}
