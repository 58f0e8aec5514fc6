import type { Action, Fault, Observation, Slo, Timings, Topology } from "../model/mod.ts";
import type { BenignEvent } from "./benign/sampling.ts";
import type { BudgetState } from "./budget/budget.ts";
import type { FaultInjection } from "./faults/injection.ts";
import type { Answered } from "./physics/answered.ts";
import type { RewardWeights } from "./reward.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Decoy } from "./telemetry/decoys.ts";

/** Ground truth of a step, which agents never see. */
export interface StepInfo {
  /** Whether the SLO is breached: by the front's measured p95 or error rate or, where the SLO has an objective, by its burn rates. */
  readonly sloViolated: boolean;
  /** Faults that are active in this step. */
  readonly activeFaults: readonly Fault[];
  /** Share of the users' traffic that was shed, 0 to 1. */
  readonly shedShare: number;
  /** Replicas above those of the topology, summed over the services. */
  readonly extraReplicas: number;
  /** Seconds of writes that a failover lost in this step. */
  readonly lostWriteSeconds: number;
  /** The error budget after this step, where the SLO has an objective. */
  readonly budget?: BudgetState;
}

/** What `step` returns: the five-tuple of Gymnasium's environments, by name. */
export interface StepResult {
  /** What monitoring shows of the step. */
  readonly observation: Observation;
  /** Reward of the step; see `REWARD` and the option `reward`. */
  readonly reward: number;
  /** Always false: an incident has no terminal state. */
  readonly terminated: boolean;
  /** Whether this was the last step of the episode. */
  readonly truncated: boolean;
  /** Ground truth. */
  readonly info: StepInfo;
}

/** The system under operation. */
export interface Environment {
  /** The service graph, and the load that enters it: frozen, and a copy where a graph of one's own was given. */
  readonly topology: Topology;
  /** The objective that the front's p95 and error rate are judged by. */
  readonly slo: Slo;
  /** How long remedies take. */
  readonly timings: Timings;
  /** Weights of the reward of a step. */
  readonly reward: RewardWeights;
  /** Steps of an episode after step 0. */
  readonly steps: number;
  /** Steps at the start in which no fault begins. */
  readonly warmupSteps: number;
  /** Seed for the agent's own random choices in this episode: it follows from the seed and the secret, and neither follows from it. */
  readonly agentSeed: number;
  /** The faults of this episode, drawn at `reset`. */
  readonly faults: readonly Fault[];
  /** The benign events of this episode, at most one and also ground truth: no fault, whatever they look like. */
  readonly benignEvents: readonly BenignEvent[];
  /** The service graph as it is written down for agents, from which calls may be missing; drawn at `reset`. */
  readonly knownTopology: Topology;
  /** Whether values of an observation can be NaN, since their scrape was lost or nobody exports them. */
  readonly valuesCanMiss: boolean;
  /** The decoys of this episode, also ground truth. No decoy affects the SLO, which is judged before they are added. */
  readonly decoys: readonly Decoy[];
  /**
   * Starts an episode and returns the observation of step 0, the same as that of a new environment.
   *
   * @throws {UsageError} unless the seed is a whole number of at most 2^53 - 1, with either sign
   */
  reset(options: {
    /** Seed of the episode: a whole number of at most 2^53 - 1, with either sign. */
    seed: number;
  }): { observation: Observation; info: StepInfo };
  /**
   * Applies an action and advances by one step.
   *
   * @throws {UsageError} before the first `reset`, after the last step, or for an unknown target
   */
  step(action: Action): StepResult;
  /**
   * As `step`, but goes on past the last step: for plans that are played ahead from a snapshot, whose horizon may lie beyond the end.
   *
   * @throws {UsageError} before the first `reset`, or for an unknown target
   */
  stepAhead(action: Action): StepResult;
  /** A copy of the current state, which can be stored as JSON. @throws {UsageError} before the first `reset` */
  snapshot(): Snapshot;
  /**
   * Returns to a snapshot of this episode: one of the same topology (by content), seed, steps, noise, SLO, faults, decoys, benign events
   * and workload, taken in this or another environment. Signals that are recorded may differ.
   *
   * @throws {UsageError} before the first `reset`, for a snapshot of another episode, or one that is cut or holds what is no number
   */
  restore(snapshot: Snapshot): void;
  /** Current replicas per service, in the topology's order. */
  replicas(): number[];
  /**
   * Adds a fault to the episode while it runs, as for a drill: nothing else of the episode changes until it begins. Snapshots that were taken
   * before belong to another episode.
   *
   * @returns the fault as it will strike
   * @throws {UsageError} before the first `reset`; for a fault that can't strike there; if eight are not over yet; in an episode with a benign event,
   * and in the prototype's model
   */
  inject(fault: FaultInjection): Fault;
  /** Ends the faults of the episode at once, those to come too, as if they had been mended. @throws {UsageError} before the first `reset`, and in the prototype's model */
  endFaults(): void;
  /**
   * Ground truth of the latest step: what became of a service's requests within so many seconds, failed ones and refused ones apart; with Infinity in
   * the end.
   *
   * @param service its row
   * @throws {UsageError} before the first `reset`, for a row that there is not, and in the prototype's model
   */
  answeredWithin(service: number, seconds: number): Answered;
}
