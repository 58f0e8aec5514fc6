import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  number,
  serviceIndex,
} from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { fromScores } from "../detector.ts";

/**
 * Static limits as an operator sets them: the largest ratio of a metric to its limit, per service. The limits of latency and errors at the
 * front are those of the SLO; latency behind the front is not judged.
 */
export const sloLimits: DetectorEntry = detector({
  name: "slo-limits",
  about: "the SLO at the front, and fixed limits on errors, CPU and memory elsewhere",
  formerly: ["threshold"],
  parameters: {
    errorRate: number({
      about: "limit of a service's error rate, the front's is that of the SLO",
      range: [1e-4, 1],
      default: 0.05,
    }),
    cpuUtilisation: number({
      about: "limit of a service's CPU utilisation",
      range: [0.01, 1],
      default: 0.85,
    }),
    memoryUtilisation: number({
      about: "limit of a service's memory utilisation",
      range: [0.01, 1],
      default: 0.8,
    }),
  },
  services: ({ topology, slo }, limits) => {
    const front = serviceIndex(topology, topology.front);
    return {
      fit: () => {},
      update: ({ values }) => {
        const scores = new Float64Array(topology.services.length);
        for (let service = 0; service < scores.length; service++) {
          const row = service * METRIC_COUNT;
          const errorLimit = service === front ? slo.errorRate : limits.errorRate;
          scores[service] = Math.max(
            measuredOr0(values[row + ERROR_RATE]! / errorLimit),
            measuredOr0(values[row + CPU_UTILISATION]! / limits.cpuUtilisation),
            measuredOr0(values[row + MEMORY_UTILISATION]! / limits.memoryUtilisation),
            service === front ? measuredOr0(values[row + LATENCY_P95_MS]! / slo.latencyP95Ms) : 0,
          );
        }
        return fromScores(scores);
      },
    };
  },
});

function measuredOr0(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
