import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { textTable } from "../../report/table.ts";
import type { EstimatorScores } from "./judge_estimators.ts";
import { shareText } from "../../model/shown/share_text.ts";

const ARGUMENTS = z.object({
  title: z.string(),
  scores: objectWith({ scores: "list", effectiveShare: "number" }),
});

/** Scores as a table under a title. @throws {UsageError} for an argument of another type */
export function estimatorScoresText(title: string, scores: EstimatorScores): string {
  checkOptions("estimatorScoresText", ARGUMENTS, { title, scores });
  const { bettingCoverage, boundCoverage, effectiveShare, trusted } = scores;
  const percent = (share: number) => shareText(share, 1);
  const rows = scores.scores.map((one) => [
    one.estimator,
    percent(one.relativeError),
    percent(one.relativeBias),
    percent(one.coverage),
    percent(one.trustedCoverage),
    one.rankCorrelation.toFixed(2),
  ]);
  const notes = [
    `effective sample size ${percent(effectiveShare)} of the log on average`,
    `${percent(trusted)} of the evaluations without a warning`,
    ...(Number.isNaN(boundCoverage) ? [] : [
      `lower bound below the truth in ${percent(bettingCoverage)} by betting, in ${
        percent(boundCoverage)
      } by Bernstein`,
    ]),
  ];
  return [
    title,
    textTable(["", "error", "bias", "coverage", "without a warning", "rank correlation"], rows),
    notes.join("; "),
  ].join("\n");
}
