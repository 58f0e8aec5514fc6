import { describeAction, METRIC_COUNT, METRICS } from "../model/mod.ts";
import type { Episode, EpisodeStep } from "../run/mod.ts";

/** The whole episode for other tools: what it was, and one object a step with the metrics by name. */
export function episodeToJson(episode: Episode): string {
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
