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

/** Columns that count the executed actions of each kind. */
export type ActionCounts = { readonly [K in Exclude<ActionKind, "noop"> as `actions_${K}`]: number };

/** One episode as a row of the results: keys are the columns, in their order; null is an empty cell: it did not happen. */
export interface EpisodeRecord extends ActionCounts {
  readonly seed: number;
  readonly fault_type: string | null;
  readonly fault_service: string | null;
  readonly fault_t_start: number | null;
  /** Steps as drawn, whatever the agent made of it. */
  readonly fault_duration: number | null;
  readonly fault_severity: number | null;
  /** Steps that the detector flagged. */
  readonly anomaly_steps: number;
  /** Steps in breach of the SLO. */
  readonly slo_steps: number;
  readonly first_slo: number | null;
  /** First healthy step after the first breach. */
  readonly recovered: number | null;
  readonly mttr_proxy: number | null;
  readonly agent: string;
  readonly scenario: string;
  readonly topology: string;
  /** Which life of the agent, from 1: what it learns stays within a trial. */
  readonly trial: number;
  /** The place of the episode in its trial, from 1. */
  readonly episode: number;
  /** Steps for which a fault was at work. */
  readonly effective_duration: number | null;
  /** Steps from the first breach to the end of the last; empty if the episode ended in breach. */
  readonly sustained_recovery: number | null;
  /** Times that a recovered service fell back into breach. */
  readonly flaps: number;
  /** Steps from the start of the fault to the first alarm. */
  readonly detection_delay: number | null;
  /** Steps flagged without a fault or breach in this step or the 12 before. */
  readonly false_positive_steps: number;
  /** Whether the diagnosis named a service at fault at the first action after a fault began. */
  readonly diagnosis_right: boolean | null;
  /** Confidence of that diagnosis, 0 to 1. */
  readonly diagnosis_confidence: number | null;
  readonly refused_actions: number;
  /** Sum over the steps of replicas above those of the topology. */
  readonly capacity_cost: number;
  /** Sum over the steps of the share of traffic turned away. */
  readonly shed_cost: number;
  readonly total_reward: number;
}

/** One step of a recorded episode. */
export interface EpisodeStep {
  readonly step: number;
  readonly timeSeconds: number;
  /** Services x metrics. */
  readonly values: Float64Array;
  /** The system's log records of the step, where the environment collects them. */
  readonly logs?: readonly LogRecord[];
  /** Spans of the requests that were sampled in the step, where the environment traces them. */
  readonly spans?: readonly Span[];
  readonly sloViolated: boolean;
  /** Reward of this step, which followed the last step's action. */
  readonly reward: number;
  readonly detection?: Detection;
  readonly diagnosis?: Diagnosis;
  readonly proposed: Action;
  readonly executed: Action;
  /** Why a guardrail refused the proposal. */
  readonly refused?: string;
  readonly reason: string;
  /** Per service. */
  readonly replicas: readonly number[];
  readonly activeFaults: readonly Fault[];
}

/** A recorded episode. */
export interface Episode {
  readonly record: EpisodeRecord;
  /** Empty unless the run was asked to trace. */
  readonly steps: readonly EpisodeStep[];
  readonly topology: Topology;
  readonly slo: Slo;
  readonly faults: readonly Fault[];
  readonly agent: string;
  readonly seed: number;
  readonly warmupSteps: number;
}
