import { type MetricTable, number, type ParametersOf } from "../../model/mod.ts";
import { type DiagnoserContext, type Learner, rank } from "../diagnoser.ts";
import {
  anomalousDeviation,
  ANOMALY_THRESHOLD,
  type AnomalyModel,
  bestPerService,
  certainty,
  learnAnomalies,
} from "../metrics/deviations.ts";
import { type DependencyGraph, dependencyGraphOf } from "./call_graph.ts";

/** The parameters that all walks share. */
export const WALK_PARAMETERS = {
  backward: number({
    about: "weight of steps from a service back to its callers (rho)",
    range: [0, 1],
    default: 0.1,
  }),
  threshold: number({
    about: "how far from its median a value is anomalous",
    unit: "robust standard deviations",
    range: [0, 1000],
    default: ANOMALY_THRESHOLD,
  }),
};

/** A walk on the call graph, and where it starts. */
export interface Walk {
  readonly walk: CausalWalk;
  readonly graph: DependencyGraph;
  /** Per service how anomalous it is, 0 or more. */
  readonly scores: Float64Array;
}

/**
 * Ranks services by how often a walk towards anomalous causes visits them. Nobody is named if nothing is anomalous.
 *
 * @param visits per service its share of the visits
 */
export function rankByWalk(
  context: DiagnoserContext,
  visits: (walk: Walk) => Float64Array,
  { backward, threshold }: ParametersOf<typeof WALK_PARAMETERS>,
): Learner {
  const { services } = context;
  const graph = dependencyGraphOf(context);
  return (before) => {
    const models = before.metrics.columns.map((column) => learnAnomalies(column, threshold));
    return ({ metrics }) => {
      const deviations = deviationsOf(services, metrics, models);
      const strongest = deviations.reduce((a, b) => Math.max(a, b), 0);
      // On a logarithmic scale, or a single service whose metric hardly ever varied would attract the whole walk.
      const scores = deviations.map(Math.log1p);
      const ranking = rank(
        services,
        strongest > 0 ? visits({ walk: causalWalk(scores, graph, backward), graph, scores }) : scores,
      );
      const { service, score } = ranking[0]!;
      return {
        suspect: service,
        confidence: certainty(ranking, { strongest, alarm: threshold }),
        ranking,
        rationale: strongest > 0
          ? `a walk towards anomalous causes is at ${service} with a share of ${score.toFixed(3)}`
          : "nothing is anomalous, so nobody is named",
      };
    };
  };
}

/** Per service the largest anomalous deviation of any of its metrics in the window. */
function deviationsOf(
  services: readonly string[],
  { indicators, columns }: MetricTable,
  models: readonly AnomalyModel[],
): Float64Array {
  const best = columns.map((column, i) =>
    column.reduce((largest, x) => Math.max(largest, anomalousDeviation(x, models[i]!)), 0)
  );
  return bestPerService(services, indicators, best);
}

/** A sparse matrix of the probabilities of steps from service to service: the entries of a row begin at `begins[row]`. */
export interface CausalWalk {
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  readonly probabilities: Float64Array;
  /** Services that no step leads away from: from there every service is equally likely. */
  readonly deadEnds: readonly number[];
}

/**
 * A walk towards causes. The weight of a step is the score of the callee, or rho times the score of the caller; that of staying is the
 * excess of the own score over the largest of these. Each row is divided by its sum. Wang et al., "CloudRanger", CCGrid 2018; Meng et al.,
 * "MicroCause", IWQoS 2020.
 *
 * @param scores per service, 0 or more
 * @param rho weight of steps back to callers, 0 to 1
 */
export function causalWalk(
  scores: Float64Array,
  { callees, callers }: DependencyGraph,
  rho: number,
): CausalWalk {
  const begins = new Int32Array(scores.length + 1);
  const ends: number[] = [];
  const probabilities: number[] = [];
  const deadEnds: number[] = [];
  scores.forEach((own, service) => {
    const steps = new Map<number, number>();
    for (const caller of callers[service]!) steps.set(caller, rho * scores[caller]!);
    for (const callee of callees[service]!) steps.set(callee, scores[callee]!);
    steps.set(service, Math.max(0, own - Math.max(0, ...steps.values())));
    const total = steps.values().reduce((sum, weight) => sum + weight, 0);
    if (total > 0) {
      ends.push(...steps.keys());
      for (const weight of steps.values()) probabilities.push(weight / total);
    } else deadEnds.push(service);
    begins[service + 1] = ends.length;
  });
  return { begins, ends: Int32Array.from(ends), probabilities: Float64Array.from(probabilities), deadEnds };
}

/** The distribution over services after one more step. */
export function stepOf(
  { begins, ends, probabilities, deadEnds }: CausalWalk,
  now: Float64Array,
): Float64Array {
  const anywhere = deadEnds.reduce((sum, service) => sum + now[service]!, 0) / now.length;
  const next = new Float64Array(now.length).fill(anywhere);
  for (let service = 0; service < now.length; service++) {
    for (let i = begins[service]!; i < begins[service + 1]!; i++) {
      next[ends[i]!]! += now[service]! * probabilities[i]!;
    }
  }
  return next;
}

/** The sum of absolute differences of two distributions. */
export function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum;
}
