import {
  CPU_UTILISATION,
  ERROR_RATE,
  metricOf,
  type Observation,
  REQUEST_RATE,
  TIMINGS,
} from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";

/** Highest CPU utilisation of a service that handles nothing. */
const MAX_IDLE_UTILISATION = 0.005;
/** Least error rate of a service that handles nothing. */
const MIN_REFUSED_SHARE = 0.99;
/** Steps after a service is back for which the failures of its absence may still show. */
const AFTERMATH_STEPS = 1;

/** Watches for a service that is being replaced as a whole: by a failover or a restart, whoever has ordered it. */
export interface Replacement {
  /** Starts a new episode. */
  begin(): void;
  /**
   * Whether what is wrong may be no more than a replacement: a service refuses all requests without any work, or did so a step before, and not for
   * longer than a failover to a standby takes that is behind. Call once in each step.
   */
  observe(observation: Observation): boolean;
}

/** Creates the watch of one policy. */
export function createReplacement(
  { topology: { services }, timings = TIMINGS.realistic }: PolicyContext,
): Replacement {
  const { downSteps, behindDownSteps } = timings.failover;
  const maxSteps = Math.max(downSteps, behindDownSteps) + AFTERMATH_STEPS;
  let steps = 0;
  let lastSeen = Infinity;

  const isAway = (observation: Observation, service: number) =>
    metricOf(observation, service, REQUEST_RATE) > 0 &&
    metricOf(observation, service, ERROR_RATE) >= MIN_REFUSED_SHARE &&
    metricOf(observation, service, CPU_UTILISATION) <= MAX_IDLE_UTILISATION;

  return {
    begin: () => {
      steps = 0;
      lastSeen = Infinity;
    },
    observe: (observation) => {
      lastSeen = services.some((_, service) => isAway(observation, service)) ? 0 : lastSeen + 1;
      steps = lastSeen <= AFTERMATH_STEPS ? steps + 1 : 0;
      return steps > 0 && steps <= maxSteps;
    },
  };
}
