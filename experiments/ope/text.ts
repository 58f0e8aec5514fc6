import type { LogEvaluation, RewardChoice } from "../../lib/learn/mod.ts";
import type { Estimate } from "../../lib/stats/mod.ts";
import { textTable } from "../../lib/report/table.ts";

/** An evaluation as a person reads it. */
export function evaluationText(
  evaluation: LogEvaluation,
  { reward, confidence }: { readonly reward: RewardChoice; readonly confidence: number },
): string {
  const { policy, decisions, episodes, logged, estimates, bettingBound, lowerBound, overlap } = evaluation;
  const percent = `${Number((100 * confidence).toFixed(1))} %`;
  const unit = reward === "window" ? "reward of a decision" : "reward of an episode";
  const rows = [
    ["logged policy", ...cells(logged), ""],
    ...estimates.map(({ estimator, tuned, parameters, ...estimate }) => [
      estimator,
      ...cells(estimate),
      tuned === undefined ? "" : `${tuned} ${Number(parameters[tuned]).toPrecision(3)} by SLOPE`,
    ]),
  ];
  return [
    `${policy}: ${unit}, estimated from ${decisions} decisions of ${episodes} episodes`,
    textTable(["", "value", `${percent} low`, "high", ""], rows),
    ...(Number.isNaN(lowerBound) ? [] : [
      `With ${percent} confidence at least ${
        figure(bettingBound)
      }, whatever the distribution of the rewards (by betting; by Bernstein's inequality ${
        figure(lowerBound)
      })`,
    ]),
    overlap.words.map((words) => `- ${words}`).join("\n"),
  ].join("\n\n");
}

function cells({ value, low, high }: Estimate): string[] {
  return [value, low, high].map(figure);
}

/** Five digits at most. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "unknown";
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
