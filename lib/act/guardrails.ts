import { PLATFORM } from "../model/mod.ts";

/** The limits within which an agent may act. */
export interface Guardrails {
  /** Steps between two restarts, rollbacks or failovers of one service. */
  readonly restartCooldownSteps: number;
  /** Steps between two clearings of the caches. */
  readonly clearCooldownSteps: number;
  readonly leastReplicas: number;
  readonly mostReplicas: number;
  /** Users' traffic that a limit must let through, 0 to 1. */
  readonly leastTraffic: number;
  /** Actions (other than lifting limits) in any `rateWindowSteps` steps. */
  readonly mostActions: number;
  readonly rateWindowSteps: number;
  /** Steps after the restart of one service in which no other may be restarted. */
  readonly disruptionSteps: number;
  /** Steps after which an added replica that did not end a breach is taken away again; Infinity: never. */
  readonly undoAfterSteps: number;
}

/** What holds unless it is said otherwise. */
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
