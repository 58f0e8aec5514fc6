import type { Diagnosis } from "../../model/mod.ts";
import { rank } from "../diagnoser.ts";

/** The answer of a diagnoser that has nothing to go by: all scores 0, the first service for want of a better one, confidence 0. */
export function nobody(services: readonly string[], why: string): Diagnosis {
  return {
    suspect: services[0] ?? "",
    confidence: 0,
    ranking: rank(services, new Float64Array(services.length)),
    rationale: `Nobody can be named: ${why}`,
  };
}
