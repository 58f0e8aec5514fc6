import { rowsToCsv } from "../../lib/report/csv.ts";
import type { StoredRun } from "./find_runs.ts";

/** All statistics of runs as one table: a row for each metric of an agent in a scenario, for data frames. */
export function runsCsv(runs: readonly StoredRun[]): string {
  return rowsToCsv(
    runs.flatMap(({ experiment, provenance, summary, folder }) =>
      summary.scenarios.flatMap(({ name: scenario, agents }) =>
        agents.flatMap(({ name: agent, episodes, metrics, comparisons = {} }) =>
          Object.entries(metrics).map(([metric, { n, mean, median }]) => {
            const comparison = comparisons[metric as keyof typeof comparisons];
            return {
              experiment: experiment.name,
              run: provenance.run,
              folder,
              began: provenance.startedAt,
              commit: provenance.commit,
              dirty: provenance.dirty,
              scenario,
              agent,
              reference: summary.reference,
              episodes,
              metric,
              n,
              mean: mean.value,
              mean_low: mean.low,
              mean_high: mean.high,
              median,
              difference: comparison?.difference.value ?? null,
              difference_low: comparison?.difference.low ?? null,
              difference_high: comparison?.difference.high ?? null,
              p_holm: comparison?.pHolm ?? null,
            };
          })
        )
      )
    ),
  );
}
