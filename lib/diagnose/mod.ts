/**
 * What is the cause? One diagnoser a file, chosen by name. Knows what was recorded before and after the beginning of an incident and who
 * calls whom, nothing of the simulator.
 * @module
 */
import { requireName } from "../model/mod.ts";
import type { Diagnoser, DiagnoserContext } from "./diagnoser.ts";
import { createFrontDiagnoser } from "./front.ts";
import { createGraphDiagnoser } from "./graph.ts";
import { createRankCorrelation } from "./rank_correlation.ts";

export { blameOf } from "./blame.ts";
export { contextOf, contextOfIncident, type Diagnoser, type DiagnoserContext } from "./diagnoser.ts";

const makers = {
  "rank-correlation": createRankCorrelation,
  "graph": createGraphDiagnoser,
  "front": createFrontDiagnoser,
};

/** Names of the diagnosers. */
export const DIAGNOSERS = Object.keys(makers) as readonly (keyof typeof makers)[];

/** A diagnoser by name. @throws {UsageError} for an unknown name, with the nearest one */
export function createDiagnoser(name: string, context: DiagnoserContext): Diagnoser {
  return makers[requireName("diagnoser", name, DIAGNOSERS)](context);
}
