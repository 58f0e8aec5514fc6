import type { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import type {
  Action,
  ActionKind,
  Detection,
  Diagnosis,
  Fault,
  LogRecord,
  Slo,
  Span,
  Topology,
} from "../model/mod.ts";
import type { BudgetState } from "../simulator/mod.ts";

/** Columns that count the executed actions of each kind. */
export type ActionCounts = { readonly [K in Exclude<ActionKind, "noop"> as `actions_${K}`]: number };

/** One episode as a row of the results: the keys are the columns, in their order; null is an empty cell, for what did not happen. */
export interface EpisodeRecord extends ActionCounts {
  /** Seed of the episode. */
  readonly seed: number;
  /** Types of the faults, joined by "+". */
  readonly fault_type: string | null;
  /** Services at fault, joined by "+". */
  readonly fault_service: string | null;
  /** Step at which the first fault begins. */
  readonly fault_t_start: number | null;
  /** Longest duration of a fault as drawn (steps), whether or not the agent ended it earlier. */
  readonly fault_duration: number | null;
  /** Highest severity of a fault, 0 to 1. */
  readonly fault_severity: number | null;
  /** Steps that the detector flagged. */
  readonly anomaly_steps: number;
  /** Steps in breach of the SLO. */
  readonly slo_steps: number;
  /** Step of the first SLO breach. */
  readonly first_slo: number | null;
  /** First healthy step after the first breach. */
  readonly recovered: number | null;
  /** Steps from the first breach to the first healthy step after it. */
  readonly mttr_proxy: number | null;
  /** Name of the agent. */
  readonly agent: string;
  /** Name of the scenario. */
  readonly scenario: string;
  /** Name of the topology. */
  readonly topology: string;
  /** Number of the trial, from 1; what an agent learns stays within a trial. */
  readonly trial: number;
  /** Number of the episode within its trial, from 1. */
  readonly episode: number;
  /** Steps in which a fault was active. */
  readonly effective_duration: number | null;
  /** Steps from the first breach to the end of the last; empty if the episode ended in breach. */
  readonly sustained_recovery: number | null;
  /** Number of relapses: breaches after the first one. */
  readonly flaps: number;
  /** Steps from the start of the first fault to the first alarm. */
  readonly detection_delay: number | null;
  /** Flagged steps without a fault or breach in the step itself or in the 12 steps before it. */
  readonly false_positive_steps: number;
  /** Whether the diagnosis at the first action after a fault began named a service at fault. */
  readonly diagnosis_right: boolean | null;
  /** Confidence of that diagnosis, 0 to 1. */
  readonly diagnosis_confidence: number | null;
  /** Actions that a guardrail refused. */
  readonly refused_actions: number;
  /** Sum over the steps of the replicas above those of the topology. */
  readonly capacity_cost: number;
  /** Sum over the steps of the share of traffic that was rejected. */
  readonly shed_cost: number;
  /** Sum of the rewards of all steps. */
  readonly total_reward: number;
  /** Whether that diagnosis named the kind of fault too: null where it named none. */
  readonly diagnosis_kind_right: boolean | null;
  /** Steps in breach, and of the other steps the share of the users' traffic that was shed: what users were denied. */
  readonly impact_steps: number;
  /**
   * Steps from the first breach to the first of 12 steps in a row in which the SLO is met, all traffic is served and no fault is active;
   * empty if there was no breach, or no such steps followed.
   */
  readonly cured_after: number | null;
  /** For each fault, the steps from its start to its end, by itself or a remedy, joined by "+". */
  readonly fault_steps: string | null;
  /** Seconds of writes that failovers lost. */
  readonly lost_write_seconds: number;
  /** Whether the agent was given the environment, and with it the ground truth. */
  readonly privileged: boolean;
  /** The benign event of the episode, which is no fault. */
  readonly benign: string | null;
  /**
   * Actions other than `noop` that were carried out while no fault was active in the step itself or in the 12 steps before it, nor a breach
   * that a fault had left behind.
   */
  readonly false_acts: number;
  /** Reward that false acts cost: their prices, and that of each step in breach within 12 steps after one (3 by default). */
  readonly false_act_cost: number;
  /** Share of the error budget that is left at the end, negative where it is overspent; empty without an objective. */
  readonly budget_left: number | null;
}

/** One step of a recorded episode. */
export interface EpisodeStep {
  /** Steps since the start of the episode. */
  readonly step: number;
  /** Simulated seconds since the start of the episode. */
  readonly timeSeconds: number;
  /** Metrics, services x `METRICS`. */
  readonly values: Float64Array;
  /** The system's log records of the step, if the environment collects logs. */
  readonly logs?: readonly LogRecord[];
  /** Spans of the requests sampled in the step, if the environment collects traces. */
  readonly spans?: readonly Span[];
  /** Whether the SLO is breached in this step. */
  readonly sloViolated: boolean;
  /** Reward of this step, which followed the last step's action. */
  readonly reward: number;
  /** The detector's output, if the agent has a detector and is past its warm-up. */
  readonly detection?: Detection;
  /** The diagnosis, if the agent made one in this step. */
  readonly diagnosis?: Diagnosis;
  /** The action that the agent proposed. */
  readonly proposed: Action;
  /** The action that was carried out: `noop` if a guardrail refused the proposal. */
  readonly executed: Action;
  /** Why a guardrail refused the proposal. */
  readonly refused?: string;
  /** The agent's reason for its proposal. */
  readonly reason: string;
  /** Number of replicas of each service. */
  readonly replicas: readonly number[];
  /** Faults that are active in this step. */
  readonly activeFaults: readonly Fault[];
  /** The error budget after this step, where the SLO has an objective. */
  readonly budget?: BudgetState;
}

/** A recorded episode. */
export interface Episode {
  /** The episode as a row of the results. */
  readonly record: EpisodeRecord;
  /** Every step; empty if the episode was run with `trace: false`. */
  readonly steps: readonly EpisodeStep[];
  /** The system. */
  readonly topology: Topology;
  /** The service level objective of its front service. */
  readonly slo: Slo;
  /** All faults of the episode. */
  readonly faults: readonly Fault[];
  /** Name of the agent. */
  readonly agent: string;
  /** Seed of the episode. */
  readonly seed: number;
  /** Healthy steps at the start. */
  readonly warmupSteps: number;
}

/** An episode as `runEpisode` returns it. */
export const episodeSchema: z.ZodType<Episode> = objectWith<Episode>({
  record: "object",
  steps: "list",
  topology: "object",
  slo: "object",
  faults: "list",
});

/** @throws {UsageError} unless the argument of a function is an episode */
export function checkEpisode(thing: string, episode: Episode): void {
  checkOptions(thing, episodeSchema, episode, "the episode");
}
