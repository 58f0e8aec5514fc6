import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { sloSchema, topologySchema } from "../model/schemas.ts";
import {
  ERROR_RATE,
  LATENCY_P95_MS,
  metricOf,
  type Observation,
  serviceIndex,
  type Slo,
  type Topology,
} from "../model/mod.ts";

const ARGUMENTS = z.object({
  suspect: z.string().optional(),
  observation: objectWith({ values: "object" }),
  system: z.looseObject({ topology: topologySchema, slo: sloSchema }),
});

/**
 * A coarse description of an incident, by which experience from similar incidents is looked up: the suspect, and which of the SLO's two limits
 * the front service exceeds, as in `db/slow/answering`.
 *
 * @param suspect the diagnosed service; `-` stands for none
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function incidentSignature(
  suspect: string | undefined,
  observation: Observation,
  system: {
    /** The services, the front among them. */
    readonly topology: Topology;
    /** The limits that the front is held against. */
    readonly slo: Slo;
  },
): string {
  checkOptions("incidentSignature", ARGUMENTS, { suspect, observation, system });
  const { topology, slo } = system;
  const front = serviceIndex(topology, topology.front);
  const slow = metricOf(observation, front, LATENCY_P95_MS) > slo.latencyP95Ms;
  const failing = metricOf(observation, front, ERROR_RATE) > slo.errorRate;
  return `${suspect ?? "-"}/${slow ? "slow" : "fast"}/${failing ? "failing" : "answering"}`;
}
