import { type Action, CPU_UTILISATION, serviceIndex, TIMINGS } from "../../model/mod.ts";
import type { PolicyContext, Situation } from "../policy.ts";
import type { Remedy } from "./remedies.ts";

/** Highest CPU utilisation, 0 to 1, of the replicas that are left while others are replaced. */
const MAX_UTILISATION_OF_THE_REST = 0.8;
/** Latest observations over which the utilisation is averaged. */
const AVERAGED_STEPS = 3;

/**
 * A replica more for a service whose replicas a remedy replaces in batches, if those that are left can't bear its load; undefined if they can, or if the
 * diagnosis does not name this service with the confidence that is asked for.
 */
export function standInFor(
  plan: Remedy,
  { topology, timings = TIMINGS.realistic }: PolicyContext,
  { situation, confidence }: { readonly situation: Situation; readonly confidence: number },
): Action | undefined {
  const last = plan.at(-1)!;
  if (last.kind !== "rollback" && last.kind !== "restart") return undefined;
  const diagnosis = situation.diagnose();
  if (diagnosis.suspect !== last.service || diagnosis.confidence < confidence) return undefined;
  const row = serviceIndex(topology, last.service);
  const { kind } = topology.services[row]!;
  const { downShare } = last.kind === "rollback" ? timings.rollback : timings.restart[kind];
  const load = situation.recent.mean(row, CPU_UTILISATION, AVERAGED_STEPS) / (1 - downShare);
  return downShare < 1 && load > MAX_UTILISATION_OF_THE_REST
    ? { kind: "scale", service: last.service, delta: 1 }
    : undefined;
}
