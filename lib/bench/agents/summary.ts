import type { EpisodeMetric } from "./metrics.ts";
import type { Estimate } from "../../stats/mod.ts";

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
  readonly metrics: Readonly<Partial<Record<EpisodeMetric, MetricSummary>>>;
  /** Absent for the reference itself. */
  readonly comparisons?: Readonly<Partial<Record<EpisodeMetric, Comparison>>>;
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
