import { createStream } from "../../random/mod.ts";
import type { EpisodeRecord } from "../../run/mod.ts";
import {
  contestantLearns,
  type Experiment,
  type Metric,
  MORE_IS_BETTER,
  type Scenario,
} from "../../run/experiment/mod.ts";
import {
  bcaMeans,
  brierScore,
  clusteredDifference,
  clusteredMean,
  cohenDz,
  type Estimate,
  expectedCalibrationError,
  headroom,
  holm,
  kaplanMeier,
  medianSurvival,
  restrictedMean,
  sampleQuantile,
  signFlipTests,
  wilsonInterval,
} from "../../stats/mod.ts";

/** One metric of one agent over its episodes. */
export interface MetricSummary {
  /** Episodes that have the metric; the others are not counted anywhere in it. */
  readonly n: number;
  readonly mean: Estimate;
  readonly median: number;
  readonly q25: number;
  readonly q75: number;
}

/** An agent against the reference, on the same seeds. */
export interface Comparison {
  /** Pairs in which both have the metric. */
  readonly pairs: number;
  /** Mean of agent minus reference. */
  readonly difference: Estimate;
  /** Cohen's d_z: the mean difference in standard deviations of the differences. */
  readonly effectSize: number;
  /** Probability that the agent does better than the reference on a seed, ties counting half. */
  readonly improvement: Estimate;
  /** Of the permutation test, as it is and after Holm over all comparisons of the experiment. */
  readonly p: number;
  readonly pHolm: number;
}

/** Steps from the first breach to the end of the last, incidents in breach at the end censored. */
export interface RecoverySummary {
  readonly incidents: number;
  readonly censored: number;
  /** Kaplan and Meier's; Infinity where fewer than half recovered. */
  readonly medianSteps: Estimate;
  /** Mean up to the horizon. */
  readonly restrictedMeanSteps: number;
  readonly standardError: number;
  readonly horizonSteps: number;
}

/** The diagnosis at the first action after a fault began. */
export interface DiagnosisSummary {
  readonly n: number;
  readonly right: number;
  readonly share: Estimate;
  readonly brier: number;
  readonly calibrationError: number;
}

/** What a learner's trials come to: the first tenth of the episodes against the last, in SLO-violation steps. */
export interface LearningSummary {
  readonly trials: number;
  /** Episodes in each of the two parts of a trial. */
  readonly part: number;
  readonly first: Estimate;
  readonly last: Estimate;
  /** Last minus first. */
  readonly change: Estimate;
}

/** One agent in one scenario. */
export interface AgentSummary {
  readonly name: string;
  readonly episodes: number;
  readonly metrics: Readonly<Partial<Record<Metric, MetricSummary>>>;
  /** Absent for the reference itself. */
  readonly comparisons?: Readonly<Partial<Record<Metric, Comparison>>>;
  readonly recovery: RecoverySummary;
  /** Absent where no diagnosis was made. */
  readonly diagnosis?: DiagnosisSummary;
  /** Share of (noop - oracle) that is won; absent without these two. */
  readonly headroom?: Estimate;
  /** Absent where the agent learns nothing, and where trials are short or only one. */
  readonly learning?: LearningSummary;
}

/** All agents in one scenario. */
export interface ScenarioSummary {
  readonly name: string;
  readonly agents: readonly AgentSummary[];
}

/** The statistics of an experiment. */
export interface ExperimentSummary {
  readonly reference: string;
  readonly confidence: number;
  /** Comparisons that Holm's correction counts. */
  readonly comparisons: number;
  /** Whether trials were resampled whole. */
  readonly clustered: boolean;
  readonly scenarios: readonly ScenarioSummary[];
}

/** Trials shorter than this have no first and last part to compare. */
const LEAST_TO_LEARN = 50;

type Records = readonly EpisodeRecord[];

/** Sums an experiment up. Every random number comes from one fixed stream, so that the same episodes give the same bytes. */
export function summariseExperiment(experiment: Experiment, records: Records): ExperimentSummary {
  const byScenario = Map.groupBy(records, ({ scenario }) => scenario);
  const scenarios = experiment.scenarios.map((scenario) =>
    summariseScenario(scenario, { experiment, records: byScenario.get(scenario.name) ?? [] })
  );
  const adjusted = adjustedForMany(scenarios);
  return {
    reference: experiment.reference,
    confidence: experiment.confidence,
    comparisons: adjusted.comparisons,
    clustered: experiment.trials > 1,
    scenarios: adjusted.scenarios,
  };
}

/** The same scenarios, every comparison with its p-value after Holm over all of them. */
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
    scenarios: scenarios.map(({ name, agents }) => ({
      name,
      agents: agents.map((agent) =>
        agent.comparisons ? { ...agent, comparisons: withHolm(agent.comparisons) } : agent
      ),
    })),
  };
}

function summariseScenario(
  { name, steps }: Scenario,
  { experiment, records }: { experiment: Experiment; records: Records },
): ScenarioSummary {
  const byAgent = Map.groupBy(records, ({ agent }) => agent);
  const of = (agent: string) => byAgent.get(agent) ?? [];
  const batches = createBatches(experiment);
  // First all that needs random numbers is put in, then it is drawn at once.
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
  const [noop, oracle] = [named("noop"), named("oracle")];
  const agents = drafts.map(({ contestant, own, metrics, comparisons }): AgentSummary => {
    const bounds = contestant.name === noop || contestant.name === oracle;
    const diagnosis = diagnosisOf(own, experiment);
    const learning = contestantLearns(contestant) ? learningOf(own, experiment) : undefined;
    return {
      name: contestant.name,
      episodes: own.length,
      metrics: byMetric(experiment, metrics),
      ...(comparisons.length > 0 && { comparisons: byMetric(experiment, comparisons) }),
      recovery: recoveryOf(own, { steps, confidence: experiment.confidence }),
      ...(diagnosis && { diagnosis }),
      ...(!bounds && noop !== undefined && oracle !== undefined && {
        headroom: headroomOf({ noop: of(noop), agent: own, oracle: of(oracle) }, experiment),
      }),
      ...(learning && { learning }),
    };
  });
  return { name, agents };
}

function byMetric<T>({ metrics }: Experiment, results: readonly (() => T)[]): Partial<Record<Metric, T>> {
  return Object.fromEntries(metrics.map((metric, i) => [metric, results[i]!()]));
}

/** Work that is cheaper together: items are put in one by one, and run when the first result is asked for. */
function createBatch<T, R>(run: (items: readonly T[]) => readonly R[]): (item: T) => () => R {
  const items: T[] = [];
  let results: readonly R[] | undefined;
  return (item) => {
    const place = items.push(item) - 1;
    return () => (results ??= run(items))[place]!;
  };
}

/** Batches of all that is resampled in one scenario. */
function createBatches(experiment: Experiment) {
  const test = { next: createStream("permutation").next, permutations: experiment.permutations };
  return {
    mean: createBatch((samples: Parameters<typeof bcaMeans>[0]) => bcaMeans(samples, options(experiment))),
    test: createBatch((samples: Parameters<typeof signFlipTests>[0]) => signFlipTests(samples, test)),
  };
}

type Batches = ReturnType<typeof createBatches>;

function options({ confidence, resamples }: Experiment) {
  return { next: createStream("bootstrap").next, confidence, resamples };
}

/** Trials are resampled whole where there are several: episodes of one learner are alike. */
function clustersOf(records: Records, { trials }: Experiment): { clusters?: number[] } {
  return trials > 1 ? { clusters: records.map(({ trial }) => trial) } : {};
}

function metricOf(
  metric: Metric,
  { own, experiment, batches }: { own: Records; experiment: Experiment; batches: Batches },
): () => MetricSummary {
  const present = own.filter((record) => record[metric] !== null);
  const values = Float64Array.from(present, (record) => record[metric]!);
  const mean = batches.mean({ values, ...clustersOf(present, experiment) });
  return () => ({
    n: values.length,
    mean: mean(),
    median: sampleQuantile(values, 0.5),
    q25: sampleQuantile(values, 0.25),
    q75: sampleQuantile(values, 0.75),
  });
}

function comparisonOf(
  metric: Metric,
  { own, other, experiment, batches }: {
    own: Records;
    other: Records;
    experiment: Experiment;
    batches: Batches;
  },
): () => Comparison {
  const both = own.map((record, i) => ({ own: record, other: other[i]! }))
    .filter((pair) => pair.own[metric] !== null && pair.other[metric] !== null);
  const a = both.map((pair) => pair.own[metric]!);
  const b = both.map((pair) => pair.other[metric]!);
  const clusters = clustersOf(both.map((pair) => pair.own), experiment);
  const differences = a.map((x, i) => x - b[i]!);
  const better = differences.map((gain) => (1 + Math.sign(MORE_IS_BETTER.has(metric) ? gain : -gain)) / 2);
  const difference = batches.mean({ values: differences, ...clusters });
  const improvement = batches.mean({ values: better, ...clusters });
  const p = batches.test({ differences, ...clusters });
  return () => ({
    pairs: both.length,
    difference: difference(),
    effectSize: cohenDz(a, b),
    improvement: improvement(),
    p: p(),
    pHolm: NaN,
  });
}

function recoveryOf(
  own: Records,
  { steps, confidence }: { steps: number; confidence: number },
): RecoverySummary {
  const incidents = own.filter(({ first_slo }) => first_slo !== null);
  const times = incidents.map(({ first_slo, sustained_recovery }) =>
    sustained_recovery ?? steps + 1 - first_slo!
  );
  const curve = kaplanMeier(times, incidents.map(({ sustained_recovery }) => sustained_recovery !== null), {
    confidence,
  });
  const horizonSteps = Math.max(1, Math.round(steps / 2));
  const { mean, standardError } = restrictedMean(curve, horizonSteps);
  return {
    incidents: incidents.length,
    censored: incidents.filter(({ sustained_recovery }) => sustained_recovery === null).length,
    medianSteps: medianSurvival(curve),
    restrictedMeanSteps: mean,
    standardError,
    horizonSteps,
  };
}

function diagnosisOf(own: Records, { confidence }: Experiment): DiagnosisSummary | undefined {
  const made = own.filter(({ diagnosis_right }) => diagnosis_right !== null);
  if (made.length === 0) return undefined;
  const outcomes = made.map(({ diagnosis_right }) => diagnosis_right!);
  const confidences = made.map(({ diagnosis_confidence }) => diagnosis_confidence!);
  const right = outcomes.filter(Boolean).length;
  return {
    n: made.length,
    right,
    share: wilsonInterval({ successes: right, cases: made.length }, { confidence }),
    brier: brierScore(confidences, outcomes),
    calibrationError: expectedCalibrationError(confidences, outcomes),
  };
}

function headroomOf(
  { noop, agent, oracle }: Record<"noop" | "agent" | "oracle", Records>,
  experiment: Experiment,
): Estimate {
  const slo = (records: Records) => records.map(({ slo_steps }) => slo_steps);
  return headroom({ noop: slo(noop), agent: slo(agent), oracle: slo(oracle) }, options(experiment));
}

function learningOf(own: Records, experiment: Experiment): LearningSummary | undefined {
  const { trials } = experiment;
  const episodes = own.length / trials;
  if (trials < 2 || episodes < LEAST_TO_LEARN) return undefined;
  const part = Math.floor(episodes / 10);
  const first = own.filter(({ episode }) => episode <= part);
  const last = own.filter(({ episode }) => episode > episodes - part);
  const slo = (records: Records) => records.map(({ slo_steps }) => slo_steps);
  const clusters = first.map(({ trial }) => trial);
  return {
    trials,
    part,
    first: clusteredMean(slo(first), clusters, options(experiment)),
    last: clusteredMean(slo(last), clusters, options(experiment)),
    change: clusteredDifference(slo(last), slo(first), clusters, options(experiment)),
  };
}
