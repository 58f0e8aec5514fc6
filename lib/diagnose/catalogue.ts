import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { type Catalogue, catalogue, type Choice } from "../model/mod.ts";
import { topologySchema } from "../model/schemas.ts";
import type { Diagnoser, DiagnoserContext, DiagnoserEntry } from "./diagnoser.ts";
import { alerts } from "./methods/alerts.ts";
import { baro } from "./methods/baro.ts";
import { bayes } from "./methods/bayes.ts";
import { circa } from "./methods/circa.ts";
import { epsilonDiagnosis } from "./methods/epsilon_diagnosis.ts";
import { errorPropagation } from "./methods/error_propagation.ts";
import { eventPatterns } from "./methods/event_patterns.ts";
import { front } from "./methods/front.ts";
import { fused } from "./methods/fused.ts";
import { graph } from "./methods/graph.ts";
import { logNovelty } from "./methods/log_novelty.ts";
import { nSigma } from "./methods/n_sigma.ts";
import { pageRank } from "./methods/page_rank.ts";
import { randomOrder } from "./methods/random_order.ts";
import { randomWalk } from "./methods/random_walk.ts";
import { rankCorrelation } from "./methods/rank_correlation.ts";
import { rcd } from "./methods/rcd.ts";
import { selfTime } from "./methods/self_time.ts";
import { traversal } from "./methods/traversal.ts";
import { traversalFallback } from "./methods/traversal_fallback.ts";

/** All diagnosers: those that combine signals, then those of one kind of signal, then the trivial ones. */
export const diagnosers: Catalogue<DiagnoserEntry> = catalogue("diagnoser", [
  // Any signals, combined.
  fused,
  bayes,
  graph,
  alerts,
  // Spans or logs.
  selfTime,
  errorPropagation,
  logNovelty,
  eventPatterns,
  // Anomalies followed along the call graph.
  traversal,
  traversalFallback,
  // Changes of metrics, each by itself or given its causes.
  baro,
  nSigma,
  circa,
  rcd,
  epsilonDiagnosis,
  // Random walks on the call graph.
  randomWalk,
  pageRank,
  // Heuristics, and trivial answers.
  rankCorrelation,
  front,
  randomOrder,
]);

/** The names of the diagnosers. */
export const DIAGNOSERS: readonly string[] = diagnosers.names;

/** Each diagnoser with its defaults, chosen once: an agent creates one for every episode. */
const BY_NAME = new Map(DIAGNOSERS.map((name) => [name, diagnosers.choose(name)]));

const edge = z.looseObject({ caller: z.string(), callee: z.string() });

const CONTEXT = z.strictObject({
  services: z.array(z.string()),
  graph: z.array(edge).optional(),
  symptom: z.looseObject({ service: z.string() }).optional(),
  topology: topologySchema.optional(),
  seed: z.int().optional(),
});

/**
 * A diagnoser by name, with parameters if they differ from the defaults: `baro:missing=skip`, or `{ name: "baro", missing: "skip" }`.
 * Its name is the shortest text that chooses the same, so that two settings of one method can stand in one table.
 *
 * @throws {UsageError} for an unknown name or parameter, with the nearest one, a value out of range, or a context without what it needs
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createDiagnoser } from "./catalogue.ts";
 * const context = { services: ["api", "db"] };
 * strictEqual(createDiagnoser("baro", context).name, "baro");
 * strictEqual(createDiagnoser({ name: "baro", alarm: 5, missing: "fill" }, context).name, "baro:alarm=5");
 * ```
 */
export function createDiagnoser(choice: Choice, context: DiagnoserContext): Diagnoser {
  checkOptions("createDiagnoser", CONTEXT, context, "the context");
  const plain = typeof choice === "string" ? BY_NAME.get(choice) : undefined;
  const { entry, parameters, label } = plain ?? diagnosers.choose(choice);
  return { ...entry.create(context, parameters), name: label };
}
