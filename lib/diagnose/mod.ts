/**
 * What is the cause? One diagnoser a file, chosen by name. Knows what was recorded before and after the beginning of an incident and who
 * calls whom, nothing of the simulator.
 * @module
 */
import { requireName } from "../model/mod.ts";
import type { Diagnoser, DiagnoserContext } from "./diagnoser.ts";
import { createBayes } from "./bayes/bayes.ts";
import { createFrontDiagnoser } from "./front.ts";
import { createFused } from "./fused/fused.ts";
import { createGraphDiagnoser } from "./graph.ts";
import { createRankCorrelation } from "./rank_correlation.ts";

export { blameOf } from "./blame.ts";
export { contextOf, contextOfIncident, type Diagnoser, type DiagnoserContext } from "./diagnoser.ts";

const MAKERS = {
  "rank-correlation": createRankCorrelation,
  "graph": createGraphDiagnoser,
  "front": createFrontDiagnoser,
  "bayes": createBayes,
  "fused": createFused,
};

/** Names of the diagnosers. */
export const DIAGNOSERS = Object.keys(MAKERS) as readonly (keyof typeof MAKERS)[];

/** A diagnoser by name. @throws {UsageError} for an unknown name, with the nearest one */
export function createDiagnoser(name: string, context: DiagnoserContext): Diagnoser {
  return MAKERS[requireName("diagnoser", name, DIAGNOSERS)](context);
}
