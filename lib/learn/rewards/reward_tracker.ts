/** What a step after a decision has brought. */
export interface RewardStep {
  /** Reward of the step. */
  readonly reward: number;
  /** What the step lost against a healthy one, in the units of the reward, 0 or more. */
  readonly loss: number;
  /** Whether the incident is over: users have been well for long enough, with nothing that shields them. */
  readonly recovered: boolean;
}

/** Turns the rewards that follow a decision into the one number that its learner is told. */
export interface RewardTracker<T> {
  /** Decisions whose target is not known yet. */
  readonly open: number;
  /**
   * Registers a decision.
   *
   * @param value what its learner expects from here on, by which earlier decisions may be completed
   */
  start(decision: T, value: number): void;
  /** Drops the latest decision, which was not carried out. */
  withdraw(): void;
  /** Adds a step to all open decisions. */
  add(step: RewardStep): void;
  /** Completes all open decisions with what has come so far; one without any step is dropped. */
  flush(): void;
}

/** What a tracker calls with each decision and its target. */
export type Settle<T> = (decision: T, target: number) => void;

/** A decision on its way to its target. */
export interface OpenDecision<T> {
  readonly decision: T;
  sum: number;
  steps: number;
}
