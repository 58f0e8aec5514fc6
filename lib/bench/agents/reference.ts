import { z } from "zod";
import { listWith } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import type { Experiment } from "./resolve.ts";
import { conclusions, estimate, probability } from "./conclusion.ts";
import { percent, table } from "./markdown.ts";
import type { AgentSummary, ExperimentSummary } from "./summary.ts";

const ARGUMENTS = z.object({
  runs: listWith({ experiment: "object", summary: "object", provenance: "object", figures: "list" }),
});

/** A reference run as it is kept. */
export interface ReferenceRun {
  /** The experiment. */
  readonly experiment: Experiment;
  /** Its statistics. */
  readonly summary: ExperimentSummary;
  /** How the run was made. */
  readonly provenance: {
    readonly command: string;
    readonly episodes: number;
    readonly episodesHash: string;
    readonly commit: string | null;
    readonly durationSeconds: number;
  };
  /** Paths of its figures, relative to the page. */
  readonly figures: readonly string[];
}

/**
 * The page of all reference results: a table per experiment, each row with the command that reproduces it.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function referenceMarkdown(runs: readonly ReferenceRun[]): string {
  checkOptions("referenceMarkdown", ARGUMENTS, { runs });
  return [
    "# Reference results",
    "Made by `deno task reference` from the runs under `reference/`; do not edit. The agents were built on seeds 1 to 1000; " +
    "these runs use none of them. A run made again from the same commit has the same SHA-256 of `episodes.csv`.",
    ...runs.flatMap(sections),
  ].join("\n\n") + "\n";
}

function sections({ experiment, summary, provenance, figures }: ReferenceRun): string[] {
  const { episodes, episodesHash, commit } = provenance;
  return [
    `## ${experiment.question || experiment.name}`,
    conclusions(summary).map((sentence) => `- ${sentence}`).join("\n"),
    table(
      ["scenario", "agent", "SLO steps", `minus ${summary.reference}`, "p (Holm)", "not recovered"]
        .concat(["diagnosis right", "headroom", "made again by"]),
      summary.scenarios.flatMap(({ name, agents }) =>
        agents.map((agent) => [name, ...cells(agent), `\`${provenance.command}\``])
      ),
      { names: 2 },
    ),
    `${episodes} episodes, ${summary.comparisons} comparisons, [all statistics](reference/${experiment.name}/summary.md); \`episodes.csv\` has SHA-256 \`${
      episodesHash.slice(0, 16)
    }…\`${commit === null ? "" : `, commit \`${commit.slice(0, 12)}\``}.`,
    ...figures.map((path) => `![${path.replace(/^.*\/|\.svg$/g, "").replaceAll("-", " ")}](${path})`),
  ];
}

function cells({ name, metrics, comparisons, recovery, diagnosis, headroom }: AgentSummary): string[] {
  const slo = comparisons?.slo_steps;
  return [
    `\`${name}\``,
    metrics.slo_steps ? estimate(metrics.slo_steps.mean) : "",
    slo ? estimate(slo.difference) : "",
    slo ? probability(slo.pHolm) : "",
    `${recovery.censored} of ${recovery.incidents}`,
    diagnosis ? percent(diagnosis.share.value) : "",
    headroom ? percent(headroom.value) : "",
  ];
}
