import { displayable } from "../../model/displayable.ts";
import type { Sheet } from "../../report/tables/html_table.ts";
import { type Part, partsBundle } from "../../report/tables/sheet.ts";
import type { Estimate } from "../../stats/mod.ts";
import { conclusions, estimate, number } from "./conclusion.ts";
import { percent } from "./markdown.ts";
import type { EpisodeMetric } from "./metrics.ts";
import type { AgentSummary, ExperimentSummary, ScenarioSummary } from "./summary.ts";

/** The statistics of an experiment as its conclusions and one table per scenario. */
export function summaryParts(summary: ExperimentSummary): Part[] {
  return [...conclusions(summary), ...summary.scenarios.map((scenario) => scenarioSheet(scenario, summary))];
}

/** Lets statistics show themselves in notebooks. */
export function withDisplay(summary: ExperimentSummary): ExperimentSummary {
  return displayable(summary, (one) => partsBundle(summaryParts(one)));
}

/** A column: its heading, and its cell for each agent; left out where all are empty. */
type Column = readonly [heading: string, text: (agent: AgentSummary) => string];

function scenarioSheet(
  { name, agents }: ScenarioSummary,
  { reference, scenarios }: ExperimentSummary,
): Sheet {
  const metrics = Object.keys(agents[0]?.metrics ?? {}) as EpisodeMetric[];
  const columns: Column[] = [
    ["agent", ({ name }) => name],
    ["episodes", ({ episodes }) => String(episodes)],
    ...metrics.flatMap((metric): Column[] => [
      [metric.replaceAll("_", " "), ({ metrics }) => estimate(metrics[metric]!.mean)],
      [`minus ${reference}`, ({ comparisons }) => {
        const { pairs, difference } = comparisons?.[metric] ?? { pairs: 0 };
        return pairs === 0 || difference === undefined ? "" : estimate(difference);
      }],
    ]),
    ["not recovered", ({ recovery }) => `${recovery.censored} of ${recovery.incidents}`],
    ["service right", ({ diagnosis }) => diagnosis ? percent(diagnosis.share.value) : ""],
    ["and kind", ({ diagnosis }) => diagnosis ? percent(diagnosis.withKind.value) : ""],
    ["first tenth", ({ learning }) => learning ? number(learning.first.value) : ""],
    ["last tenth", ({ learning }) => learning ? number(learning.last.value) : ""],
    ["headroom", ({ headroom }) => shareText(headroom)],
    ["above blind", ({ aboveBlind }) => shareText(aboveBlind)],
  ];
  const shown = columns.map(([heading, text]) => ({ heading, cells: agents.map(text) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  return {
    ...(scenarios.length > 1 && { caption: name }),
    header: shown.map(({ heading }) => heading),
    rows: agents.map((_, row) => shown.map(({ cells }) => cells[row]!)),
  };
}

function shareText(share: Estimate | undefined): string {
  return share ? `${percent(share.value)} [${percent(share.low)}, ${percent(share.high)}]` : "";
}
