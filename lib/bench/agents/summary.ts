import type { EpisodeMetric } from "./metrics.ts";
import type { Estimate } from "../../stats/mod.ts";

/** One metric of one agent over its episodes. */
export interface MetricSummary {
  /** Number of episodes that have the metric; only these are counted. */
  readonly n: number;
  /** Mean with its interval. */
  readonly mean: Estimate;
  /** Median. */
  readonly median: number;
  /** Lower quartile. */
  readonly q25: number;
  /** Upper quartile. */
  readonly q75: number;
}

/** An agent against the reference, on the same seeds. */
export interface Comparison {
  /** Number of seeds on which both have the metric. */
  readonly pairs: number;
  /** Mean of agent minus reference, with its interval. */
  readonly difference: Estimate;
  /** Cohen's d_z: the mean difference divided by the standard deviation of the differences. */
  readonly effectSize: number;
  /** Probability that the agent does better than the reference on a seed, ties counting half. */
  readonly improvement: Estimate;
  /** p-value of the sign-flip permutation test. */
  readonly p: number;
  /** The same after Holm's correction over all comparisons of the experiment. */
  readonly pHolm: number;
}

/** Time to recovery: steps from the first breach to the end of the last, censored for incidents still in breach at the end of the episode. */
export interface RecoverySummary {
  /** Number of incidents. */
  readonly incidents: number;
  /** Number of them still in breach at the end. */
  readonly censored: number;
  /** Median of the Kaplan-Meier curve; Infinity if fewer than half recovered. */
  readonly medianSteps: Estimate;
  /** Restricted mean up to the horizon. */
  readonly restrictedMeanSteps: number;
  /** Standard error of the restricted mean. */
  readonly standardError: number;
  /** Horizon of the restricted mean. */
  readonly horizonSteps: number;
}

/** The diagnosis at the first action after a fault began. */
export interface DiagnosisSummary {
  /** Number of diagnoses. */
  readonly n: number;
  /** Number of them that name a service at fault. */
  readonly right: number;
  /** Share of correct diagnoses with its Wilson interval. */
  readonly share: Estimate;
  /** Share of those that name the kind of fault as well, of all diagnoses, with its Wilson interval. */
  readonly withKind: Estimate;
  /** Brier score of their confidence. */
  readonly brier: number;
  /** Expected calibration error of their confidence. */
  readonly calibrationError: number;
}

/** Learning within the trials of an agent: SLO-violation steps in the first tenth of the episodes against the last tenth. */
export interface LearningSummary {
  /** Number of trials. */
  readonly trials: number;
  /** Episodes in each of the two tenths. */
  readonly part: number;
  /** Mean over the first tenth. */
  readonly first: Estimate;
  /** Mean over the last tenth. */
  readonly last: Estimate;
  /** Last minus first. */
  readonly change: Estimate;
  /** The same episodes of the reference; absent for the reference itself. */
  readonly against?: {
    /** Its mean over the first tenth. */
    readonly first: number;
    /** Its mean over the last tenth. */
    readonly last: number;
    /** Change of agent minus reference from the first tenth to the last: what is due to the agent where the system changes in between. */
    readonly change: Estimate;
  };
}

/** How an agent does in the course of its trials, in SLO-violation steps, against the reference on the same seeds. */
export interface LearningCourse {
  /** Episodes that are averaged. */
  readonly windowEpisodes: number;
  /** Mean over the last so many episodes. */
  readonly last: Estimate;
  /** The same of the reference. */
  readonly lastOfReference: number;
  /** Area under the regret: the sum over a trial of agent minus reference. */
  readonly area: Estimate;
  /** Agent minus reference in the worst so many episodes in a row, as a mean over the trials. */
  readonly worstWindow: number;
  /** Share of the trials in which the agent has lost more than the reference in all, with its Wilson interval. */
  readonly worseTrials: Estimate;
  /**
   * Share of the trials in which, after any episode from `windowEpisodes` on, the agent had lost more than 1.1 times what the reference had, with
   * its Wilson interval.
   */
  readonly belowFloorTrials: Estimate;
}

/** One agent in one scenario. */
export interface AgentSummary {
  /** Name of the agent. */
  readonly name: string;
  /** Number of its episodes. */
  readonly episodes: number;
  /** Its metrics by name. */
  readonly metrics: Readonly<Partial<Record<EpisodeMetric, MetricSummary>>>;
  /** Comparisons with the reference by metric; absent for the reference itself. */
  readonly comparisons?: Readonly<Partial<Record<EpisodeMetric, Comparison>>>;
  /** Time to recovery. */
  readonly recovery: RecoverySummary;
  /** Accuracy and calibration of its diagnoses; absent if it made none. */
  readonly diagnosis?: DiagnosisSummary;
  /** Share of the difference between `noop` and `oracle` that it gains; absent without these two. */
  readonly headroom?: Estimate;
  /** Share of the difference between `blind` and `oracle` that it gains; absent without these two. */
  readonly aboveBlind?: Estimate;
  /** Absent for an agent that does not learn, for short trials and for a single one. */
  readonly learning?: LearningSummary;
  /** Absent as `learning`, and for the reference. */
  readonly course?: LearningCourse;
}

/** All agents in one scenario. */
export interface ScenarioSummary {
  /** Name of the scenario. */
  readonly name: string;
  /** The agents in the order of the experiment. */
  readonly agents: readonly AgentSummary[];
  /** The episodes of a trial from which on the system is another; absent where it stays as it is. */
  readonly changes?: readonly number[];
}

/** One agent over all scenarios, which count alike. */
export interface AcrossScenarios {
  /** Name of the agent. */
  readonly name: string;
  /** Mean steps in breach of the SLO, by scenario. */
  readonly sloSteps: readonly number[];
  /** Mean of these. */
  readonly meanSloSteps: number;
  /** The scenario in which it does worst relative to `blind`, and how many steps worse; absent without `blind`. */
  readonly worstOverBlind?: { readonly scenario: string; readonly steps: number };
  /** Expected calibration error of the confidence of all its diagnoses at the first action; absent if it made none. */
  readonly calibrationError?: number;
}

/** The statistics of an experiment. */
export interface ExperimentSummary {
  /** The agent that the others are compared with. */
  readonly reference: string;
  /** Confidence level of all intervals. */
  readonly confidence: number;
  /** Number of comparisons in Holm's correction. */
  readonly comparisons: number;
  /** Whether whole trials were resampled. */
  readonly clustered: boolean;
  /** The scenarios in the order of the experiment. */
  readonly scenarios: readonly ScenarioSummary[];
  /** The agents over all scenarios; absent for a single scenario. */
  readonly across?: readonly AcrossScenarios[];
}
