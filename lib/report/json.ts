import { episodeSchema } from "../run/records.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { describeAction, METRIC_COUNT, METRICS } from "../model/mod.ts";
import type { Episode, EpisodeStep } from "../run/mod.ts";

const ARGUMENTS = z.object({ episode: episodeSchema });

/**
 * A whole episode as JSON for other programs: one object per step, with metrics, scores and replicas by name. Keys are
 * camelCase; `record` has the column names of the CSV.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function episodeToJson(episode: Episode): string {
  checkOptions("episodeToJson", ARGUMENTS, { episode });
  const { steps, topology, ...rest } = episode;
  const names = topology.services.map(({ name }) => name);
  return JSON.stringify(
    { ...rest, topology, steps: steps.map((step) => stepToJson(step, names)) },
    undefined,
    1,
  ) +
    "\n";
}

function stepToJson({ values, detection, replicas, ...step }: EpisodeStep, names: readonly string[]) {
  return {
    ...step,
    executedText: describeAction(step.executed),
    metrics: Object.fromEntries(
      names.map((name, i) => [
        name,
        Object.fromEntries(METRICS.map((metric, k) => [metric, values[i * METRIC_COUNT + k]])),
      ]),
    ),
    replicas: Object.fromEntries(names.map((name, i) => [name, replicas[i]])),
    ...(detection && {
      detection: {
        anomalous: detection.anomalous,
        globalScore: detection.globalScore,
        scores: Object.fromEntries(names.map((name, i) => [name, detection.scores[i]])),
      },
    }),
  };
}
