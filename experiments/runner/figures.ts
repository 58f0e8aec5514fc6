import type { EpisodeRecord } from "../../lib/run/mod.ts";
import type { Experiment } from "../../lib/run/experiment/mod.ts";
import { type Picture, plotComparison } from "../../lib/plot/mod.ts";

/** A picture and the name of its file, without an ending. */
export interface Figure {
  readonly name: string;
  readonly picture: Picture;
}

/** The pictures that an experiment's episodes have something to show in. */
export function figuresOf(experiment: Experiment, records: readonly EpisodeRecord[]): Figure[] {
  const byScenario = Map.groupBy(records, ({ scenario }) => scenario);
  return experiment.scenarios.flatMap(({ name }) => {
    const byAgent = Object.fromEntries(
      Object.entries(Object.groupBy(byScenario.get(name) ?? [], ({ agent }) => agent)).map(
        ([agent, own]) => [agent, own!],
      ),
    );
    const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    return [{ name: `comparison-${slug}`, picture: plotComparison(byAgent) }];
  });
}
