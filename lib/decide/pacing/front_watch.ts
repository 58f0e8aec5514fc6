import {
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  metricOf,
  type Observation,
  REQUEST_RATE,
  serviceIndex,
} from "../../model/mod.ts";
import type { Window } from "../../observe/mod.ts";
import type { PolicyContext } from "../policy.ts";

/** The p95 of a mild breach as a multiple of the SLO's, at most: queues that drain by themselves stay below, those that only grow do not. */
const MAX_MILD_P95 = 3.5;
/** Latest observations over which metrics are averaged. */
const AVERAGED_STEPS = 3;
/** Share of the way from the usual value to the SLO's limit from which users feel what is wrong. */
const MIN_FELT_SHARE = 0.2;
/** Memory utilisation, 0 to 1, from which a service may soon run out of it. */
const MIN_SCARCE_MEMORY = 0.7;

/** Watches what users get from the front, and whether all is seen that may explain it. */
export interface FrontWatch {
  /** Takes the usual values from a healthy system. */
  fit(healthy: Window): void;
  /** Whether a breach is one of latency alone, and not by far. */
  isMild(observation: Observation): boolean;
  /** Whether all services that were measured in the healthy system were measured in this step too. */
  isComplete(observation: Observation): boolean;
  /** The stateless service that fails the largest share of its requests, above the SLO's, but for one; undefined where users suffer from latency. */
  mostFailing(observation: Observation, but: string): string | undefined;
  /** Whether users get worse than usual, or will as soon as the service is out of memory. */
  isAtRisk(recent: Window, service: string): boolean;
}

/** Creates the watch of one policy. */
export function createFrontWatch({ topology, slo }: PolicyContext): FrontWatch {
  const front = serviceIndex(topology, topology.front);
  const limits = [[LATENCY_P95_MS, slo.latencyP95Ms], [ERROR_RATE, slo.errorRate]] as const;
  let usual: readonly number[] = [];
  let measured: readonly number[] = [];

  const isFelt = (recent: Window) =>
    limits.some(([metric, limit], i) => {
      const way = (recent.mean(front, metric, AVERAGED_STEPS) - usual[i]!) / (limit - usual[i]!);
      return way >= MIN_FELT_SHARE;
    });

  return {
    fit: (healthy) => {
      usual = limits.map(([metric]) => healthy.mean(front, metric, healthy.length));
      measured = topology.services.flatMap((_, service) =>
        Number.isNaN(healthy.mean(service, REQUEST_RATE, healthy.length)) ? [] : [service]
      );
    },
    isComplete: (observation) =>
      measured.every((service) => !Number.isNaN(metricOf(observation, service, REQUEST_RATE))),
    isMild: (observation) =>
      !(metricOf(observation, front, LATENCY_P95_MS) > MAX_MILD_P95 * slo.latencyP95Ms) &&
      !(metricOf(observation, front, ERROR_RATE) > slo.errorRate),
    mostFailing: (observation, but) => {
      if (!(metricOf(observation, front, LATENCY_P95_MS) <= slo.latencyP95Ms)) return undefined;
      let worst: string | undefined;
      let most = slo.errorRate;
      topology.services.forEach(({ name, kind }, service) => {
        const failed = metricOf(observation, service, ERROR_RATE);
        if (kind !== "service" || name === but || !(failed > most)) return;
        [worst, most] = [name, failed];
      });
      return worst;
    },
    isAtRisk: (recent, service) =>
      isFelt(recent) ||
      recent.mean(serviceIndex(topology, service), MEMORY_UTILISATION, AVERAGED_STEPS) >= MIN_SCARCE_MEMORY,
  };
}
