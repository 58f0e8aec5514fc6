/**
 * What is the cause? One diagnoser a file, chosen by name. Knows what was recorded before and after the beginning of an incident and who
 * calls whom, nothing of the simulator.
 * @module
 */
import { type Catalogue, catalogue, type Choice, type Entry } from "../model/mod.ts";
import { createAlerts } from "./methods/alerts.ts";
import { createBaro } from "./methods/baro.ts";
import { createBayes } from "./methods/bayes.ts";
import { createCirca, createRcd } from "./causal/mod.ts";
import type { Diagnoser, DiagnoserContext } from "./diagnoser.ts";
import { createEpsilonDiagnosis } from "./methods/epsilon_diagnosis.ts";
import { createErrorPropagation } from "./methods/error_propagation.ts";
import { createFrontDiagnoser } from "./methods/front.ts";
import { createFused } from "./methods/fused.ts";
import { createGraphDiagnoser } from "./methods/graph.ts";
import { createLogNovelty } from "./methods/log_novelty.ts";
import { createNSigma } from "./methods/n_sigma.ts";
import { createPageRank } from "./methods/page_rank.ts";
import { createRandomOrder } from "./methods/random_order.ts";
import { createRandomWalk } from "./methods/random_walk.ts";
import { createRankCorrelation } from "./methods/rank_correlation.ts";
import { createSelfTime } from "./methods/self_time.ts";
import { createTraversal, createTraversalFallback } from "./methods/traversal.ts";

export { blameOf } from "./answer/blame.ts";
export { contextOf, contextOfIncident, type Diagnoser, type DiagnoserContext } from "./diagnoser.ts";

const MAKERS = {
  "fused": createFused,
  "bayes": createBayes,
  "graph": createGraphDiagnoser,
  "alerts": createAlerts,
  "trace-self-time": createSelfTime,
  "error-propagation": createErrorPropagation,
  "log-novelty": createLogNovelty,
  "traversal": createTraversal,
  "traversal-fallback": createTraversalFallback,
  "baro": createBaro,
  "n-sigma": createNSigma,
  "circa": createCirca,
  "rcd": createRcd,
  "epsilon-diagnosis": createEpsilonDiagnosis,
  "random-walk": createRandomWalk,
  "pagerank": createPageRank,
  "rank-correlation": createRankCorrelation,
  "front": createFrontDiagnoser,
  "random": createRandomOrder,
};

/** Names of the diagnosers. */
export const DIAGNOSERS = Object.keys(MAKERS) as readonly (keyof typeof MAKERS)[];

/** Every diagnoser. */
export const diagnosers: Catalogue<Entry> = catalogue<Entry>(
  "diagnoser",
  DIAGNOSERS.map((name) => ({ name, about: name })),
);

/** A diagnoser by name. @throws {UsageError} for an unknown name, with the nearest one */
export function createDiagnoser(choice: Choice, context: DiagnoserContext): Diagnoser {
  return MAKERS[diagnosers.choose(choice).entry.name as keyof typeof MAKERS](context);
}
