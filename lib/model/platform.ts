import type { ServiceKind } from "./topology.ts";

/**
 * What the platform that runs the services does, and how long it takes: an operator may know all of it, so that the simulator
 * carries it out and agents plan with the same numbers. A step is `STEP_SECONDS` long.
 */
export const PLATFORM = {
  /** Least and most replicas that a service can be scaled to. */
  minReplicas: 1,
  maxReplicas: 10,
  /** A replica that is ordered (or taken away) counts from this step on, the step of the order being the first. */
  scaleDelaySteps: { service: 3, database: 6, cache: 2 } satisfies Record<ServiceKind, number>,
  /**
   * A restart or rollback, and the failover of a database: one in `batches` of the replicas is down for `downSteps` steps, the step
   * of the action being the first. Services are replaced in batches; caches and databases go down as a whole.
   */
  restart: {
    service: { batches: 3, downSteps: 3 },
    database: { batches: 1, downSteps: 2 },
    cache: { batches: 1, downSteps: 1 },
  } satisfies Record<ServiceKind, { batches: number; downSteps: number }>,
  /** A database that came back has cold buffers: steps, and the share of its capacity that it has in them, 0 to 1. */
  warmup: { steps: 6, capacityShare: 0.8 },
  /** A limit on users' traffic: least share that can be let in, 0 to 1, and the steps after which it lifts itself. */
  trafficLimit: { minShare: 0.05, durationSteps: 12 },
  /**
   * An open circuit breaker: steps after which it closes itself, share of the calls that it holds back, and what becomes of those:
   * a share is answered by a fallback, the rest fails. All shares are 0 to 1.
   */
  breaker: { durationSteps: 12, heldBackShare: 0.95, fallbackShare: 0.8, failedShare: 0.2 },
  /** Seconds in which a full queue or an open breaker answers. */
  refusalSeconds: 1e-3,
  /** Seconds after which a lost packet is sent again, once and twice; after that the call runs into its timeout. */
  resendSeconds: [0.2, 0.6],
  /**
   * Replicas of a service whose memory utilisation reaches 1 are killed, one in `batches` of them, but whole ones: they are down for `downSteps` steps, the
   * step of the kill being the first, and the mean memory utilisation falls to `memory`.
   */
  outOfMemoryKill: { batches: 3, downSteps: 2, memory: 0.75 },
} as const;
