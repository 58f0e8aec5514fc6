import type { MetricTable } from "../../model/mod.ts";
import { type AnomalyModel, anomalyOf, learnAnomalies } from "../metrics/anomaly_model.ts";
import { type CausalWalk, causalWalk } from "./causal_walk.ts";
import { certainty } from "../answer/certainty.ts";
import { type DependencyGraph, dependencyGraphOf } from "./dependency_graph.ts";
import { bestPerService } from "../metrics/deviations.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { requireFit } from "../answer/require_fit.ts";

const ALARM = 5;

/** How a walk over services goes. */
export interface WalkOptions {
  /** Weight of the way back from a cause to its caller, 0 to 1. Default 0.1. */
  readonly rho?: number;
}

/** What a walk is about. */
export interface Walk {
  readonly walk: CausalWalk;
  readonly graph: DependencyGraph;
  /** Per service how anomalous it is, 0 or more. */
  readonly scores: Float64Array;
}

/** A diagnoser that ranks services by where a walk towards anomalous causes is found. Nobody is named where nothing is anomalous. */
export function createWalker(
  { name, visits }: { name: string; visits: (walk: Walk) => Float64Array },
  context: DiagnoserContext,
  { rho = 0.1 }: WalkOptions = {},
): Diagnoser {
  const { services } = context;
  const graph = dependencyGraphOf(context);
  let fitted: readonly AnomalyModel[] | undefined;
  return {
    name,
    fit: ({ metrics }) => {
      fitted = metrics.columns.map(learnAnomalies);
    },
    diagnose: ({ metrics }) => {
      const deviations = deviationsOf(services, metrics, requireFit(fitted, name));
      const strongest = deviations.reduce((a, b) => Math.max(a, b), 0);
      // By its logarithm, or one service whose metric hardly ever moved would draw the walk alone.
      const scores = deviations.map(Math.log1p);
      const ranking = rank(
        services,
        strongest > 0 ? visits({ walk: causalWalk(scores, graph, rho), graph, scores }) : scores,
      );
      const { service, score } = ranking[0]!;
      return {
        suspect: service,
        confidence: certainty(ranking, { strongest, alarm: ALARM }),
        ranking,
        rationale: strongest > 0
          ? `a walk towards anomalous causes is at ${service} with a share of ${score.toFixed(3)}`
          : "nothing is anomalous, so nobody is named",
      };
    },
  };
}

/** Per service the best anomaly score of any of its metrics in the window, finite. */
function deviationsOf(
  services: readonly string[],
  metrics: MetricTable,
  models: readonly AnomalyModel[],
): Float64Array {
  const best = metrics.columns.map((column, i) =>
    column.reduce((most, x) => Math.max(most, anomalyOf(x, models[i]!)), 0)
  );
  return bestPerService(services, metrics, best).map((x) => Math.min(x, 1e12));
}
