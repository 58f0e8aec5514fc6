import { estimate } from "../../lib/bench/agents/conclusion.ts";
import { showValue } from "../../lib/model/show_value.ts";
import { textTable } from "../../lib/report/table.ts";
import type { MetricDifference, RunDifference } from "./diff.ts";
import type { StoredRun } from "./find_runs.ts";

/** How two runs differ, as text: settings first, then a table for each scenario. */
export function diffText(a: StoredRun, b: StoredRun, difference: RunDifference): string {
  const { settings, metrics, onlyInA, onlyInB, sameCode } = difference;
  const setting = settings.map(({ path, a, b }) => [path, shown(a), shown(b)]);
  const told = metrics.filter((one) => !isSame(one));
  const byScenario = Map.groupBy(told, ({ scenario }) => scenario);
  const percent = Math.round(100 * a.experiment.confidence);
  const paired = metrics.some((one) => one.paired);
  return [
    `A: ${a.folder}\nB: ${b.folder}`,
    settings.length === 0 ? "No setting differs." : textTable(["setting", "A", "B"], setting),
    ...(sameCode ? [] : ["The code differs: the two were made by different commits or with changed files."]),
    ...(onlyInA.length > 0 ? [`Only in A: ${onlyInA.join(", ")}`] : []),
    ...(onlyInB.length > 0 ? [`Only in B: ${onlyInB.join(", ")}`] : []),
    ...[...byScenario].map(([scenario, rows]) =>
      `${scenario}\n${
        textTable(
          ["agent", "metric", "A", "B", "B - A on the same seeds", "pairs"],
          rows.map(({ agent, metric, a, b, paired }) => [
            agent,
            metric.replaceAll("_", " "),
            estimate(known(a)),
            estimate(known(b)),
            paired ? estimate(paired.difference) : "-",
            paired ? String(paired.pairs) : "-",
          ]),
        )
      }`
    ),
    metrics.length === 0
      ? "They have no metric of an agent in a scenario in common."
      : `Means with ${percent} % BCa intervals${
        paired ? "" : "; no seed matches, or the episodes of one were not kept, so that nothing can be paired"
      }.${
        told.length === metrics.length
          ? ""
          : ` Left out: ${metrics.length - told.length} rows that are the same in every pair.`
      }`,
  ].join("\n\n");
}

/** Whether both have the same values, episode by episode. */
function isSame({ a, b, paired }: MetricDifference): boolean {
  if (paired === undefined) return a.value === null && b.value === null;
  const { value, low, high } = paired.difference;
  return value === 0 && low === 0 && high === 0;
}

/** JSON has no NaN: an interval that could not be made is null there. */
function known({ value, low, high }: { value: number | null; low: number | null; high: number | null }) {
  return { value: value ?? NaN, low: low ?? NaN, high: high ?? NaN };
}

/** Longest text of a setting in the table. */
const MAX_LENGTH = 60;

function shown(value: unknown): string {
  if (value === undefined) return "-";
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? showValue(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
