import { detector, type DetectorEntry } from "../detector_entry.ts";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  serviceIndex,
} from "../../model/mod.ts";
import { fromScores, type ServiceDetector, type ServiceDetectorContext } from "../service_detector.ts";

/** Limits that hold for any service; the front's own are the SLO's. */
const LIMITS = { errorRate: 0.05, cpuUtilisation: 0.85, memoryUtilisation: 0.8 };

/** Static thresholds as an operator sets them, without any learning. */
export function createSloLimits({ topology, slo }: ServiceDetectorContext): ServiceDetector {
  const front = serviceIndex(topology, topology.front);
  return {
    name: "slo-limits",
    fit: () => {},
    update: ({ values }) => {
      const scores = new Float64Array(topology.services.length);
      for (let service = 0; service < scores.length; service++) {
        const row = service * METRIC_COUNT;
        const errorLimit = service === front ? slo.errorRate : LIMITS.errorRate;
        scores[service] = Math.max(
          values[row + ERROR_RATE]! / errorLimit,
          values[row + CPU_UTILISATION]! / LIMITS.cpuUtilisation,
          values[row + MEMORY_UTILISATION]! / LIMITS.memoryUtilisation,
          service === front ? values[row + LATENCY_P95_MS]! / slo.latencyP95Ms : 0,
        );
      }
      return fromScores(scores);
    },
  };
}

/** The entry of the catalogue. */
export const sloLimits: DetectorEntry = detector({
  name: "slo-limits",
  about: "the SLO at the front, and fixed limits on errors, CPU and memory elsewhere",
  formerly: ["threshold"],
  services: createSloLimits,
});
