import { textTable } from "../../lib/report/table.ts";
import { number } from "../../lib/bench/agents/conclusion.ts";
import type { StoredRun } from "./find_runs.ts";

/** The runs as a table with their main numbers. */
export function runsText(runs: readonly StoredRun[]): string {
  const header = [
    "experiment",
    "run",
    "began",
    "commit",
    "agents",
    "scenarios",
    "episodes",
    "SLO steps",
    "least",
  ];
  return textTable(
    header,
    runs.map((run) => {
      const { experiment, provenance } = run;
      const means = meanSloSteps(run);
      const own = means.get(run.summary.reference);
      const least = [...means].reduce<readonly [string, number] | undefined>(
        (best, one) => best === undefined || one[1] < best[1] ? one : best,
        undefined,
      );
      return [
        experiment.name,
        provenance.run,
        provenance.startedAt.slice(0, 16).replace("T", " "),
        provenance.commit === null ? "-" : provenance.commit.slice(0, 8) + (provenance.dirty ? "+" : ""),
        String(experiment.agents.length),
        String(experiment.scenarios.length),
        String(provenance.episodes),
        own === undefined ? "-" : `${number(own)} ${run.summary.reference}`,
        least === undefined ? "-" : `${number(least[1])} ${least[0]}`,
      ];
    }),
  );
}

/** What the columns mean that do not say so themselves. */
export const RUNS_NOTE =
  "SLO steps: steps of an episode in breach of the SLO, mean over the scenarios, of the agent that the others are compared with, " +
  "and the least of all; + behind a commit: files differed from it.";

/** Mean steps in breach of the SLO over the scenarios, by agent; empty if the experiment doesn't report them. */
function meanSloSteps({ summary }: StoredRun): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { agents } of summary.scenarios) {
    for (const { name, metrics } of agents) {
      const value = metrics.slo_steps?.mean.value;
      if (value === undefined) continue;
      const { sum = 0, count = 0 } = sums.get(name) ?? {};
      sums.set(name, { sum: sum + value, count: count + 1 });
    }
  }
  return new Map([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}
