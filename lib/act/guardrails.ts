import { PLATFORM } from "../model/mod.ts";

/** The limits within which an agent may act. Actions beyond them are refused. */
export interface Guardrails {
  /** Minimum number of steps between two restarts, rollbacks or failovers of the same service. */
  readonly restartCooldownSteps: number;
  /** Minimum number of steps between two clearings of the caches. */
  readonly clearCooldownSteps: number;
  /** Minimum number of replicas of a service. */
  readonly leastReplicas: number;
  /** Maximum number of replicas of a service. */
  readonly mostReplicas: number;
  /** Minimum share of the users' traffic that a limit must let through, 0 to 1. */
  readonly leastTraffic: number;
  /** Maximum number of actions, other than `restore`, in any `rateWindowSteps` consecutive steps. */
  readonly mostActions: number;
  /** Length of the window in which `mostActions` holds, in steps. */
  readonly rateWindowSteps: number;
  /** Number of steps after the restart of one service in which no other may be restarted. */
  readonly disruptionSteps: number;
  /** Number of steps of an uninterrupted breach after which an added replica is removed again, since it did not help; Infinity: never. */
  readonly undoAfterSteps: number;
}

/** The default guardrails. */
export const DEFAULT_GUARDRAILS: Guardrails = {
  restartCooldownSteps: 20,
  clearCooldownSteps: 20,
  leastReplicas: PLATFORM.minReplicas,
  mostReplicas: PLATFORM.maxReplicas,
  leastTraffic: 0.3,
  mostActions: 12,
  rateWindowSteps: 20,
  disruptionSteps: PLATFORM.restart.service.downSteps,
  undoAfterSteps: 30,
};
