import type { Picture } from "../../lib/plot/mod.ts";
import {
  plotComparison,
  plotDifferences,
  plotFaults,
  plotLearningCurves,
  plotPerformanceProfile,
  plotReliability,
  plotScenarios,
  plotSurvival,
} from "../../lib/bench/agents/mod.ts";
import { type Experiment, showsLearning } from "../../lib/bench/agents/mod.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";

/** A picture and the name of its file without extension. */
export interface Figure {
  readonly name: string;
  readonly picture: Picture;
}

type Records = readonly EpisodeRecord[];

/** With more scenarios there is only a heat map of all of them. */
const MAX_SINGLE_SCENARIOS = 3;

/** The pictures for which the episodes of an experiment have data. */
export function figuresOf(experiment: Experiment, records: Records): Figure[] {
  const { agents, scenarios } = experiment;
  const byScenario = Map.groupBy(records, ({ scenario }) => scenario);
  const all = byAgent(experiment, records);
  const figures: Figure[] = [
    scenarios.length > MAX_SINGLE_SCENARIOS
      ? { name: "scenarios", picture: plotScenarios(all) }
      : { name: "comparison", picture: plotComparison(all) },
  ];
  const faults = new Set(records.map(({ fault_type }) => fault_type));
  if (agents.length > 1 && faults.size > 1 && scenarios.every(({ fault }) => fault === null)) {
    figures.push({ name: "faults", picture: plotFaults(all) });
  }
  const diagnosed = Object.fromEntries(
    Object.entries(all).filter(([, own]) => own.some(({ diagnosis_right }) => diagnosis_right !== null)),
  );
  if (Object.keys(diagnosed).length > 0) {
    figures.push({ name: "reliability", picture: plotReliability(diagnosed) });
  }
  if (scenarios.length > MAX_SINGLE_SCENARIOS) return figures;
  for (const { name, steps, phases = [] } of scenarios) {
    const own = byScenario.get(name)!;
    const ending = scenarios.length === 1 ? "" : `-${slug(name)}`;
    const add = (kind: string, picture: Picture) => figures.push({ name: kind + ending, picture });
    const grouped = byAgent(experiment, own);
    if (agents.length > 1) {
      add("differences", plotDifferences(grouped, { reference: experiment.reference }));
      add("profile", plotPerformanceProfile(grouped));
    }
    if (own.some(({ first_slo }) => first_slo !== null)) {
      add("survival", plotSurvival(grouped, { horizonSteps: steps }));
    }
    if (showsLearning(experiment)) {
      add("learning", plotLearningCurves(own, { changes: phases.map(({ fromEpisode }) => fromEpisode) }));
    }
  }
  return figures;
}

function byAgent({ agents }: Experiment, records: Records): Record<string, EpisodeRecord[]> {
  const groups = Map.groupBy(records, ({ agent }) => agent);
  return Object.fromEntries(agents.map(({ name }) => [name, groups.get(name) ?? []]));
}

/** A name as a part of a file name. */
function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
}
