import { displayable } from "../../model/shown/displayable.ts";
import type { Sheet } from "../../report/tables/html_table.ts";
import { type Part, partsBundle } from "../../report/tables/sheet.ts";
import { conclusions, estimate, number } from "./conclusion.ts";
import { percent } from "./markdown.ts";
import type { EpisodeMetric } from "./metrics.ts";
import type { AgentSummary, ExperimentSummary, ScenarioSummary } from "./summary.ts";

/** The statistics of an experiment as its conclusions and one table per scenario: of its first metric, of the reward, and of what came of incidents. */
export function summaryParts(summary: ExperimentSummary): Part[] {
  return [...conclusions(summary), ...summary.scenarios.map((scenario) => scenarioSheet(scenario, summary))];
}

/** Lets statistics show themselves in notebooks. */
export function withDisplay(summary: ExperimentSummary): ExperimentSummary {
  return displayable(summary, (one) => partsBundle(summaryParts(one)));
}

/** The heading of a metric: short, for a table that fits a page. */
function headingOf(metric: EpisodeMetric): string {
  if (metric === "slo_steps") return "SLO steps";
  return metric === "total_reward" ? "reward" : metric.replaceAll("_", " ");
}

/** A column: its heading, and its cell for each agent; left out where all are empty. */
type Column = readonly [heading: string, text: (agent: AgentSummary) => string];

function scenarioSheet({ name, agents }: ScenarioSummary, { reference }: ExperimentSummary): Sheet {
  const { episodes = 0, metrics = {} } = agents[0] ?? {};
  const [main, ...others] = Object.keys(metrics) as EpisodeMetric[];
  const columns: Column[] = [
    ["agent", ({ name }) => name],
    ...(main === undefined ? [] : [
      [headingOf(main), ({ metrics }) => estimate(metrics[main]!.mean)] satisfies Column,
      [`minus ${reference}`, ({ comparisons }) => {
        const comparison = comparisons?.[main];
        return comparison === undefined || comparison.pairs === 0 ? "" : estimate(comparison.difference);
      }] satisfies Column,
    ]),
    ...others.filter((metric) => metric === "total_reward").map((metric): Column => [
      headingOf(metric),
      ({ metrics }) => number(metrics[metric]!.mean.value),
    ]),
    ["not recovered", ({ recovery }) => `${recovery.censored} of ${recovery.incidents}`],
    ["service right", ({ diagnosis }) => diagnosis ? percent(diagnosis.share.value) : ""],
    ["and kind", ({ diagnosis }) => diagnosis ? percent(diagnosis.withKind.value) : ""],
    ["first tenth", ({ learning }) => learning ? number(learning.first.value) : ""],
    ["last tenth", ({ learning }) => learning ? number(learning.last.value) : ""],
    ["headroom", ({ headroom }) => headroom ? percent(headroom.value) : ""],
    ["above blind", ({ aboveBlind }) => aboveBlind ? percent(aboveBlind.value) : ""],
  ];
  const shown = columns.map(([heading, text]) => ({ heading, cells: agents.map(text) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  return {
    caption: `${name}, ${episodes} episode${episodes === 1 ? "" : "s"} of each agent`,
    header: shown.map(({ heading }) => heading),
    rows: agents.map((_, row) => shown.map(({ cells }) => cells[row]!)),
  };
}
