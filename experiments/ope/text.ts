import type { LimitSource, LogEvaluation, RewardChoice, RewardLimits } from "../../lib/learn/mod.ts";
import type { Estimate } from "../../lib/stats/mod.ts";
import { textTable } from "../../lib/report/table.ts";

/** An evaluation as a person reads it. */
export function evaluationText(
  evaluation: LogEvaluation,
  { reward, confidence }: { readonly reward: RewardChoice; readonly confidence: number },
): string {
  const { policy, decisions, episodes, logged, estimates, overlap } = evaluation;
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
    ...(reward === "window" ? [boundsText(evaluation, percent)] : []),
    overlap.words.map((words) => `- ${words}`).join("\n"),
  ].join("\n\n");
}

function boundsText(
  { differenceBound, bettingBound, lowerBound, rewardLimits }: LogEvaluation,
  percent: string,
): string {
  const than = differenceBound < 0 ? "less" : "more";
  return [
    `With ${percent} confidence, whatever the distribution of the rewards:`,
    `- ${differenceBound < 0 ? "at most" : "at least"} ${
      figure(Math.abs(differenceBound))
    } ${than} than the logged policy in the same situations (difference)`,
    `- at least ${figure(bettingBound)} (betting), ${figure(lowerBound)} (Bernstein's inequality)`,
    limitsText(rewardLimits),
  ].join("\n");
}

/** What rewards the bounds rest on, and who says so. */
function limitsText({ least, greatest, leastFrom, greatestFrom }: RewardLimits): string {
  const said = (value: number, which: string, source: LimitSource) =>
    `${figure(value)} (${{ given: "given", log: "the log says so", seen: `the ${which} seen` }[source]})`;
  const range = `for rewards from ${said(least, "least", leastFrom)} to ${
    said(greatest, "greatest", greatestFrom)
  }`;
  return leastFrom === "seen"
    ? `- only ${range}: the worst may not have come yet, --least-reward N says what that is`
    : `- ${range}`;
}

function cells({ value, low, high }: Estimate): string[] {
  return [value, low, high].map(figure);
}

/** Five digits at most. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "unknown";
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
