/**
 * What is the cause? One diagnoser a file, chosen by name. Knows what was recorded before and after the beginning of an incident and who
 * calls whom, nothing of the simulator.
 * @module
 */
import { requireName } from "../model/mod.ts";
import { createAlerts } from "./alerts.ts";
import { createBaro } from "./baro.ts";
import { createBayes } from "./bayes/bayes.ts";
import { createCirca, createRcd } from "./causal/mod.ts";
import type { Diagnoser, DiagnoserContext } from "./diagnoser.ts";
import { createEpsilonDiagnosis } from "./epsilon_diagnosis.ts";
import { createErrorPropagation } from "./error_propagation.ts";
import { createFrontDiagnoser } from "./front.ts";
import { createFused } from "./fused/fused.ts";
import { createGraphDiagnoser } from "./graph.ts";
import { createLogNovelty } from "./log_novelty.ts";
import { createNSigma } from "./n_sigma.ts";
import { createPageRank } from "./page_rank.ts";
import { createRandomOrder } from "./random_order.ts";
import { createRandomWalk } from "./random_walk.ts";
import { createRankCorrelation } from "./rank_correlation.ts";
import { createSelfTime } from "./self_time.ts";
import { createTraversal, createTraversalFallback } from "./traversal.ts";

export { blameOf } from "./blame.ts";
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

/** A diagnoser by name. @throws {UsageError} for an unknown name, with the nearest one */
export function createDiagnoser(name: string, context: DiagnoserContext): Diagnoser {
  return MAKERS[requireName("diagnoser", name, DIAGNOSERS)](context);
}
