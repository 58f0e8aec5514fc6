import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { withDisplay } from "./summary_tables.ts";
import { checkOptions } from "../../model/check_options.ts";
import { contestantLearns, episodesPerTrial } from "./plan.ts";
import { type Experiment, experimentShape, type Scenario } from "./resolve.ts";
import type { EpisodeMetric } from "./metrics.ts";
import type { EpisodeRecord } from "../../run/mod.ts";
import { holm } from "../../stats/mod.ts";
import { courseOf } from "./learning_course.ts";
import { acrossScenarios } from "./across_scenarios.ts";
import { comparisonOf, metricOf } from "./metric_summary.ts";
import { diagnosisOf, headroomOf, learningOf, recoveryOf } from "./outcome_summaries.ts";
import { createBatches } from "./resampling.ts";
import type { AgentSummary, ExperimentSummary, ScenarioSummary } from "./summary.ts";

const ARGUMENTS = z.object({ experiment: experimentShape, records: z.array(anyObject) });

type Records = readonly EpisodeRecord[];

/**
 * Computes the statistics of an experiment. All random numbers come from one fixed stream, so that the same episodes give the same bytes.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function summariseExperiment(
  experiment: Experiment,
  records: readonly EpisodeRecord[],
): ExperimentSummary {
  checkOptions("summariseExperiment", ARGUMENTS, { experiment, records });
  const byScenario = Map.groupBy(records, ({ scenario }) => scenario);
  const scenarios = experiment.scenarios.map((scenario) =>
    summariseScenario(scenario, { experiment, records: byScenario.get(scenario.name) ?? [] })
  );
  const adjusted = adjustedForMany(scenarios);
  const across = acrossScenarios(experiment, records);
  return withDisplay({
    reference: experiment.reference,
    confidence: experiment.confidence,
    comparisons: adjusted.comparisons,
    clustered: experiment.trials > 1,
    scenarios: adjusted.scenarios,
    ...(across.length > 0 && { across }),
  });
}

/** Adds p-values after Holm's correction over the comparisons of all scenarios. */
function adjustedForMany(
  scenarios: readonly ScenarioSummary[],
): { scenarios: ScenarioSummary[]; comparisons: number } {
  const all = scenarios.flatMap(({ agents }) =>
    agents.flatMap(({ comparisons = {} }) => Object.values(comparisons))
  );
  const adjusted = new Map(holm(all.map(({ p }) => p)).map((pHolm, i) => [all[i]!, pHolm]));
  const withHolm = (comparisons: NonNullable<AgentSummary["comparisons"]>) =>
    Object.fromEntries(
      Object.entries(comparisons).map(([metric, one]) => [metric, { ...one, pHolm: adjusted.get(one)! }]),
    );
  return {
    comparisons: all.length,
    scenarios: scenarios.map(({ agents, ...scenario }) => ({
      ...scenario,
      agents: agents.map((agent) =>
        agent.comparisons ? { ...agent, comparisons: withHolm(agent.comparisons) } : agent
      ),
    })),
  };
}

function summariseScenario(
  { name, steps, phases = [] }: Scenario,
  { experiment, records }: { experiment: Experiment; records: Records },
): ScenarioSummary {
  const byAgent = Map.groupBy(records, ({ agent }) => agent);
  const of = (agent: string) => byAgent.get(agent) ?? [];
  const batches = createBatches(experiment);
  // All samples are collected first, so that they are resampled in one batch.
  const drafts = experiment.agents.map((contestant) => {
    const own = of(contestant.name);
    const isReference = contestant.name === experiment.reference;
    return {
      contestant,
      own,
      metrics: experiment.metrics.map((metric) => metricOf(metric, { own, experiment, batches })),
      comparisons: isReference
        ? []
        : experiment.metrics.map((metric) =>
          comparisonOf(metric, { own, other: of(experiment.reference), experiment, batches })
        ),
    };
  });
  const named = (agent: string) => experiment.agents.find((contestant) => contestant.agent === agent)?.name;
  const oracle = named("oracle");
  /** What an agent gains of what this one leaves to the oracle. */
  const gainOver = (bottom: string | undefined, agent: string) =>
    bottom === undefined || oracle === undefined || agent === bottom || agent === oracle
      ? undefined
      : headroomOf({ bottom: of(bottom), agent: of(agent), oracle: of(oracle) }, experiment);
  const agents = drafts.map(({ contestant, own, metrics, comparisons }): AgentSummary => {
    const headroom = gainOver(named("noop"), contestant.name);
    const aboveBlind = contestant.name === named("noop")
      ? undefined
      : gainOver(named("blind"), contestant.name);
    const diagnosis = diagnosisOf(own, experiment);
    const learns = contestantLearns(contestant);
    const reference = contestant.name === experiment.reference ? undefined : of(experiment.reference);
    const learning = learns ? learningOf(own, experiment, reference) : undefined;
    const course = learns && reference ? courseOf(own, reference, experiment) : undefined;
    return {
      name: contestant.name,
      episodes: own.length,
      metrics: byMetric(experiment, metrics),
      ...(comparisons.length > 0 && { comparisons: byMetric(experiment, comparisons) }),
      recovery: recoveryOf(own, { steps, confidence: experiment.confidence }),
      ...(diagnosis && { diagnosis }),
      ...(headroom && { headroom }),
      ...(aboveBlind && { aboveBlind }),
      ...(learning && { learning }),
      ...(course && { course }),
    };
  });
  const changes = phases.map(({ fromEpisode }) => fromEpisode).filter((episode) =>
    episode <= episodesPerTrial(experiment)
  );
  return { name, agents, ...(changes.length > 0 && { changes }) };
}

function byMetric<T>(
  { metrics }: Experiment,
  results: readonly (() => T)[],
): Partial<Record<EpisodeMetric, T>> {
  return Object.fromEntries(metrics.map((metric, i) => [metric, results[i]!()]));
}
