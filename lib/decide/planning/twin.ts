import type { Action, Fault, FaultType } from "../../model/mod.ts";

/** A fault of a kind that a twin can play. */
export type SupposedFault = Fault & { readonly type: FaultType };

/** What a twin is to suppose of the system. */
export interface Supposition {
  /** Faults, which need not have begun yet. */
  readonly faults: readonly SupposedFault[];
  /** Whether the standbys of the databases are behind. */
  readonly isStandbyBehind: boolean;
}

/** A supposition that a twin has taken in. */
export interface SupposedCase {
  readonly episode: unknown;
}

/** What a step of a twin comes to. */
export interface TwinOutcome {
  readonly sloViolated: boolean;
  /** Share of the users' traffic that is shed, 0 to 1. */
  readonly shedShare: number;
  readonly extraReplicas: number;
  readonly lostWriteSeconds: number;
}

/** A kind of fault and where it can strike. */
export interface FaultPlace {
  readonly type: FaultType;
  readonly service: string;
  /** For a fault on a call: the service that calls. */
  readonly caller?: string;
}

/** A model of the system without randomness, which a planner plays ahead: `createTwin` of the simulator is one. */
export interface SystemTwin {
  /** Where which kind of fault can strike so that users notice. */
  readonly places: readonly FaultPlace[];
  /** Numbers of a state. */
  readonly stateLength: number;
  /** Steps taken so far. */
  readonly stepsTaken: number;
  /** The exact values of the latest step, services x metrics, in one array. */
  readonly values: Float64Array;
  suppose(supposition: Supposition): SupposedCase;
  /** Begins in a step, healthy. */
  begin(supposed: SupposedCase, step: number): void;
  /** Goes on from a state that `save` has written. */
  resume(supposed: SupposedCase, state: Float64Array): void;
  /** Writes the present state. */
  save(into: Float64Array): void;
  /** Applies an action and advances by one step, at so many times the entry rate of users' requests. */
  step(action: Action, load: number): TwinOutcome;
  /** Whether no fault is felt any more, and nothing that was done is still in force or under way. */
  isRestored(): boolean;
}
