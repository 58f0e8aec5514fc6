import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { type Experiment, experimentShape } from "./resolve.ts";
import type { EpisodeMetric } from "./metrics.ts";
import { unreachedPhases } from "./plan.ts";
import { MIN_BOOTSTRAP_CASES } from "../../stats/estimates/resample.ts";
import { conclusions, estimate, number, probability, quantile } from "./conclusion.ts";
import type { AgentSummary, Comparison, ExperimentSummary, ScenarioSummary } from "./summary.ts";
import { shareText } from "../../model/shown/share_text.ts";

const cells = z.array(z.string());
const TABLE_ARGUMENTS = z.object({
  header: cells,
  rows: z.array(cells),
  options: z.strictObject({ names: z.int().min(0).optional() }),
});
const ARGUMENTS = z.object({ experiment: experimentShape, summary: objectWith({ scenarios: "list" }) });

/**
 * The statistics of an experiment as Markdown, conclusions first.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function summaryMarkdown(experiment: Experiment, summary: ExperimentSummary): string {
  checkOptions("summaryMarkdown", ARGUMENTS, { experiment, summary });
  return [
    `# ${experiment.name}`,
    ...(experiment.question === "" ? [] : [experiment.question]),
    list(conclusions(summary)),
    [setUp(experiment), ...unreachedPhases(experiment).map((line) => `**${line}.**`)].join("\n\n"),
    ...acrossSection(summary),
    ...summary.scenarios.flatMap((scenario) => scenarioSections(scenario, { experiment, summary })),
    notes(experiment, summary),
  ].join("\n\n") + "\n";
}

function setUp({ seeds, trials, scenarios, agents }: Experiment): string {
  const drawn = "count" in seeds
    ? `seeds ${seeds.first} to ${seeds.first + seeds.count * trials - 1}`
    : `${seeds.length} seeds from a list`;
  const each = "count" in seeds ? seeds.count : seeds.length;
  const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? "" : "s"}`;
  return `${many(agents.length, "agent")} on the same ${drawn} in ${many(scenarios.length, "scenario")}, ${
    many(trials, "trial")
  } of ${many(each, "episode")}.`;
}

/** The mean SLO-violation steps of each agent in each scenario, and what they come to. */
function acrossSection({ across, scenarios }: ExperimentSummary): string[] {
  if (across === undefined) return [];
  const rows = [
    ...scenarios.map(({ name }, i) => [name, ...across.map(({ sloSteps }) => number(sloSteps[i]!))]),
    ["mean", ...across.map(({ meanSloSteps }) => number(meanSloSteps))],
    [
      "most above blind",
      ...across.map(({ worstOverBlind }) =>
        worstOverBlind ? `${number(worstOverBlind.steps)} (${worstOverBlind.scenario})` : ""
      ),
    ],
    ["ECE", ...across.map(({ calibrationError }) => calibrationError?.toFixed(3) ?? "")],
  ];
  const header = ["mean SLO steps", ...across.map(({ name }) => `\`${name}\``)];
  return [`## All scenarios\n\n${table(header, rows)}`];
}

function scenarioSections(
  scenario: ScenarioSummary,
  { experiment, summary }: { experiment: Experiment; summary: ExperimentSummary },
): string[] {
  return [
    `## ${scenario.name}`,
    ...experiment.metrics.map((metric) =>
      `### ${metric.replaceAll("_", " ")}\n\n${metricTable(metric, scenario.agents, summary.reference)}`
    ),
    ...courseSection(scenario, summary),
    `### Recovery and diagnosis\n\n${outcomeTable(scenario.agents)}`,
  ];
}

/** What learning comes to, where it was measured. */
function courseSection({ agents }: ScenarioSummary, { reference }: ExperimentSummary): string[] {
  const learners = agents.flatMap(({ name, course }) => course === undefined ? [] : [{ name, course }]);
  const [first] = learners;
  if (first === undefined) return [];
  const episodes = first.course.windowEpisodes;
  const header = [
    "agent",
    `last ${episodes} episodes`,
    `of ${reference}`,
    `area against ${reference}`,
    `worst ${episodes} against ${reference}`,
    "trials worse in all",
    "ever 10 % worse",
  ];
  const rows = learners.map(({ name, course }) => [
    `\`${name}\``,
    estimate(course.last),
    number(course.lastOfReference),
    estimate(course.area),
    number(course.worstWindow),
    gain(course.worseTrials),
    gain(course.belowFloorTrials),
  ]);
  return [`### Learning, in SLO steps\n\n${table(header, rows)}`];
}

function metricTable(metric: EpisodeMetric, agents: readonly AgentSummary[], reference: string): string {
  const header = ["agent", "n", "mean", "median", "IQR"];
  const compared = [`minus ${reference}`, "d_z", "better", "p", "p (Holm)"];
  const some = agents.some(({ comparisons }) => comparisons !== undefined);
  return table(
    some ? [...header, ...compared] : header,
    agents.map(({ name, metrics, comparisons }) => {
      const { n, mean, median, q25, q75 } = metrics[metric]!;
      const own = [
        `\`${name}\``,
        String(n),
        estimate(mean),
        quantile(median),
        n === 0 ? "" : `${quantile(q25)} to ${quantile(q75)}`,
      ];
      return some ? [...own, ...comparisonCells(comparisons?.[metric])] : own;
    }),
  );
}

function comparisonCells(comparison: Comparison | undefined): string[] {
  if (comparison === undefined || comparison.pairs === 0) return ["", "", "", "", ""];
  const { difference, effectSize, improvement, p, pHolm } = comparison;
  return [
    estimate(difference),
    number(effectSize),
    shareText(improvement.value),
    probability(p),
    probability(pHolm),
  ];
}

function outcomeTable(agents: readonly AgentSummary[]): string {
  return table(
    [
      "agent",
      "incidents",
      "censored",
      "median steps to recovery",
      "restricted mean",
      "service right",
      "and kind",
      "Brier",
      "ECE",
      "headroom",
      "above blind",
    ],
    agents.map(({ name, recovery, diagnosis, headroom, aboveBlind }) => [
      `\`${name}\``,
      String(recovery.incidents),
      String(recovery.censored),
      recovery.incidents === 0
        ? ""
        : recovery.medianSteps.value === Infinity
        ? "most did not recover"
        : quantile(recovery.medianSteps.value),
      `${number(recovery.restrictedMeanSteps)} ± ${number(recovery.standardError)}`,
      diagnosis
        ? `${percent(diagnosis.share.value)} [${percent(diagnosis.share.low)}, ${
          percent(diagnosis.share.high)
        }] of ${diagnosis.n}`
        : "",
      diagnosis ? percent(diagnosis.withKind.value) : "",
      diagnosis ? diagnosis.brier.toFixed(3) : "",
      diagnosis ? diagnosis.calibrationError.toFixed(3) : "",
      gain(headroom),
      gain(aboveBlind),
    ]),
  );
}

function gain(share: AgentSummary["headroom"]): string {
  if (!share) return "";
  if (!Number.isFinite(share.value)) return "-";
  const limits = Number.isFinite(share.low) ? `${percent(share.low)}, ${percent(share.high)}` : "–";
  return `${percent(share.value)} [${limits}]`;
}

function notes(experiment: Experiment, { confidence, clustered, comparisons }: ExperimentSummary): string {
  const horizons = new Set(experiment.scenarios.map(({ steps }) => Math.round(steps / 2)));
  const horizon = horizons.size === 1 ? `${[...horizons][0]} steps` : "half of an episode's steps";
  return [
    "## How to read this",
    list([
      `Intervals are ${
        percent(confidence)
      } bias-corrected and accelerated bootstrap intervals (${experiment.resamples} resamples of ${
        clustered ? `whole trials, ${experiment.trials} of each agent` : "episodes"
      }); those of shares are Wilson's, over ${
        clustered ? "trials or " : ""
      }episodes as if each were independent.`,
      `[–] stands where an interval would rest on fewer than ${MIN_BOOTSTRAP_CASES} ${
        clustered ? "trials" : "episodes"
      }: they are too few to say.${few(experiment, clustered)}`,
      "A difference is agent minus reference on the same seeds, d_z its mean in standard deviations of the differences, and `better` the share of the seeds on which the agent does better, ties counting half.",
      `p is of a sign-flip permutation test (${experiment.permutations} permutations); p (Holm) is corrected for all ${comparisons} comparisons of this experiment.`,
      `Time to recovery runs from the first breach to the end of the last. Incidents in breach at the end are censored: they count as longer than seen (Kaplan and Meier), never as missing. The restricted mean is that of the first ${horizon}.`,
      "n counts the episodes that have the metric: without an alarm there is no detection delay.",
      "Right at the first action after a fault began: the service at fault, and the kind of fault as well.",
      "Headroom is the share of the difference between doing nothing and the oracle that an agent wins in SLO-violation steps, `above blind` that of the difference between a fixed list of remedies and the oracle.",
      "The oracle is given the environment, knows the faults once they have begun and searches ahead: a ceiling, no competitor.",
    ]),
  ].join("\n\n");
}

/** Trials up to which intervals are known to be too narrow. */
const FEW_TRIALS = 9;

/** What is to be said of intervals that rest on few trials. */
function few({ trials }: Experiment, clustered: boolean): string {
  return clustered && trials >= MIN_BOOTSTRAP_CASES && trials <= FEW_TRIALS
    ? ` Those of ${trials} trials are somewhat too narrow: 95 % intervals hold the truth in about 88 of 100 cases for 4, 92 for 5, 94 for 8, fewer for skewed ones.`
    : "";
}

/** A share as a percentage. */
export function percent(share: number): string {
  return shareText(share, 1);
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A Markdown table. The first columns hold names and are left-aligned, the others are right-aligned. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  options: {
    /** Columns that hold names and are left-aligned. Default 1. */
    readonly names?: number;
  } = {},
): string {
  checkOptions("markdownTable", TABLE_ARGUMENTS, { header, rows, options });
  const { names = 1 } = options;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = line(header.map((_, i) => i < names ? "---" : "---:"));
  return [line(header), rule, ...rows.map(line)].join("\n");
}
