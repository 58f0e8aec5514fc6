import {
  ERROR_RATE,
  LATENCY_P95_MS,
  metricOf,
  type Observation,
  serviceIndex,
  type Slo,
  type Topology,
} from "../model/mod.ts";

/**
 * A coarse description of an incident, by which experience from similar incidents is looked up: the suspect, and which of the SLO's two limits
 * the front service exceeds, as in `db/slow/answering`.
 *
 * @param suspect the diagnosed service; `-` stands for none
 */
export function incidentSignature(
  suspect: string | undefined,
  observation: Observation,
  { topology, slo }: { readonly topology: Topology; readonly slo: Slo },
): string {
  const front = serviceIndex(topology, topology.front);
  const slow = metricOf(observation, front, LATENCY_P95_MS) > slo.latencyP95Ms;
  const failing = metricOf(observation, front, ERROR_RATE) > slo.errorRate;
  return `${suspect ?? "-"}/${slow ? "slow" : "fast"}/${failing ? "failing" : "answering"}`;
}
