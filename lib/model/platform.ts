import { deepFreeze } from "./deep_freeze.ts";
import type { ServiceKind } from "./topology.ts";

/** How long the replacement of a service's replicas takes, and what it costs meanwhile. Steps count from the action's own on. */
export interface Replacement {
  /** Share of the replicas that is down meanwhile, above 0 to 1. */
  readonly downShare: number;
  /** Steps for which it is down. */
  readonly downSteps: number;
  /** Steps after which all run what they shall run, so that a fault that is mended by it ends; 0: at once. */
  readonly mendedAfterSteps: number;
}

/** How long remedies take. All of it is known to an operator. */
export interface Timings {
  /** A replica that is ordered (or taken away) counts from this step on. */
  readonly scaleDelaySteps: Readonly<Record<ServiceKind, number>>;
  /** A restart, which starts the same version again. */
  readonly restart: Readonly<Record<ServiceKind, Replacement>>;
  /** A rollback of a service to the version before. */
  readonly rollback: Replacement;
  /** A failover of a database to its standby, during which it is down as a whole. */
  readonly failover: {
    /** Steps until the standby serves. */
    readonly downSteps: number;
    /** Seconds of committed writes that the standby has not received. */
    readonly lostWriteSeconds: number;
    /** Probability that the standby is behind, 0 to 1: it then serves later, and more writes are lost. */
    readonly behindShare: number;
    readonly behindDownSteps: number;
    readonly behindLostWriteSeconds: number;
  };
  /** Steps for which a database that came back has cold buffers. */
  readonly warmupSteps: number;
}

/**
 * Timings by name.
 *
 * `realistic`, in seconds: a service is replaced in three batches of 20 s each on a restart (10 s to finish open requests of the 30 that
 * Kubernetes grants at most, a start, a readiness probe every 10) and of 30 s each on a rollback, which also has to fetch an image; a
 * failover takes 60 s, and 120 where the standby is behind (Amazon's RDS documentation: typically 60 to 120 s); a database restarts in 30
 * s and has cold buffers for a minute; a replica takes 30 s for a service and 2 minutes for a database, which has to copy data.
 * `classic` are the short ones of this project's first results, with remedies that work at once.
 */
export const TIMINGS: Readonly<Record<"realistic" | "classic", Timings>> = deepFreeze({
  realistic: {
    scaleDelaySteps: { service: 6, database: 24, cache: 4 },
    restart: {
      service: { downShare: 1 / 3, downSteps: 12, mendedAfterSteps: 12 },
      database: { downShare: 1, downSteps: 6, mendedAfterSteps: 6 },
      cache: { downShare: 1, downSteps: 2, mendedAfterSteps: 2 },
    },
    rollback: { downShare: 1 / 3, downSteps: 18, mendedAfterSteps: 18 },
    failover: {
      downSteps: 12,
      lostWriteSeconds: 1,
      behindShare: 0.25,
      behindDownSteps: 24,
      behindLostWriteSeconds: 30,
    },
    warmupSteps: 12,
  },
  classic: {
    scaleDelaySteps: { service: 3, database: 6, cache: 2 },
    restart: {
      service: { downShare: 1 / 3, downSteps: 3, mendedAfterSteps: 0 },
      database: { downShare: 1, downSteps: 2, mendedAfterSteps: 0 },
      cache: { downShare: 1, downSteps: 1, mendedAfterSteps: 0 },
    },
    rollback: { downShare: 1 / 3, downSteps: 3, mendedAfterSteps: 0 },
    failover: {
      downSteps: 2,
      lostWriteSeconds: 0,
      behindShare: 0,
      behindDownSteps: 2,
      behindLostWriteSeconds: 0,
    },
    warmupSteps: 6,
  },
});

/** The name of timings. */
export type TimingsName = keyof typeof TIMINGS;

/**
 * What the platform that runs the services does, and how long it takes: an operator may know all of it, so that the simulator
 * carries it out and agents plan with the same numbers. A step is `STEP_SECONDS` long.
 */
export const PLATFORM = {
  /** Least and most replicas that a service can be scaled to. */
  minReplicas: 1,
  maxReplicas: 10,
  /** Share of its capacity that a database with cold buffers has, 0 to 1. */
  warmup: { capacityShare: 0.8 },
  /** A limit on users' traffic: least share that can be let in, 0 to 1, and the steps after which it lifts itself. */
  trafficLimit: { minShare: 0.05, durationSteps: 12 },
  /**
   * An open circuit breaker: steps after which it closes itself, share of the calls that it holds back, and what becomes of those:
   * a share is answered by a fallback, the rest fails. All shares are 0 to 1.
   */
  breaker: { durationSteps: 12, heldBackShare: 0.95, fallbackShare: 0.8, failedShare: 0.2 },
  /** Seconds in which a full queue or an open breaker answers. */
  refusalSeconds: 1e-3,
  /** Seconds from a packet to its first and to its second transmission after that, as TCP makes them. */
  resendSeconds: [0.2, 0.6],
  /**
   * Replicas of a service whose memory utilisation reaches 1 are killed, one in `batches` of them, but whole ones: they are down for
   * `downSteps` steps, the
   * step of the kill being the first, and the mean memory utilisation falls to `memory`.
   */
  outOfMemoryKill: { batches: 3, downSteps: 2, memory: 0.75 },
} as const;
deepFreeze(PLATFORM);
