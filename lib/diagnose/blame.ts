import { listWith } from "../model/argument_schemas.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { Diagnosis } from "../model/mod.ts";

const ARGUMENTS = z.object({
  diagnosis: z.looseObject({
    suspect: z.string(),
    confidence: z.number(),
    ranking: listWith({ service: "string", score: "number" }),
  }),
});

/**
 * A diagnosis as shares of blame that sum to 1: the suspect has the confidence, and the other services share the rest in proportion to their
 * scores.
 *
 * @returns 0 to 1 for each service of the ranking
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { blameOf } from "./blame.ts";
 * const ranking = [{ service: "db", score: 9 }, { service: "api", score: 1 }, { service: "cache", score: 1 }];
 * deepStrictEqual(blameOf({ suspect: "db", confidence: 0.5, ranking }), { db: 0.5, api: 0.25, cache: 0.25 });
 * ```
 */
export function blameOf(
  diagnosis: Pick<Diagnosis, "suspect" | "confidence" | "ranking">,
): Record<string, number> {
  checkOptions("blameOf", ARGUMENTS, { diagnosis });
  const { suspect, confidence, ranking } = diagnosis;
  const others = ranking.filter(({ service }) => service !== suspect);
  const total = others.reduce((sum, { score }) => sum + Math.max(0, score), 0);
  const shareOf = (score: number) => total > 0 ? Math.max(0, score) / total : 1 / others.length;
  return Object.fromEntries(
    ranking.map(({ service, score }) => [
      service,
      service === suspect ? confidence : (1 - confidence) * shareOf(score),
    ]),
  );
}
