import type { Diagnosis, Indicator, MetricTable, Symptom } from "../../model/mod.ts";
import { type AnomalyModel, anomalyOf, learnAnomalies } from "../metrics/anomaly_model.ts";
import { bestPathSums, isLeaf } from "../graph/anomalous_paths.ts";
import { certainty } from "../answer/certainty.ts";
import { type DependencyGraph, dependencyGraphOf, reachedBy } from "../graph/dependency_graph.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { requireFit } from "../answer/require_fit.ts";
import { columnsOfMetric, symptomColumns } from "../metrics/symptom_metric.ts";

/** The row from which on the target must be anomalous: a fault is given two rows to show. */
const FIRST_ROW = 2;
const ALARM = 5;
/** Stands for Infinity, so that scores can be added up and written as JSON. */
const HIGHEST = 1e12;

/** What is anomalous of one metric: 0 where nothing is. */
interface Anomalies {
  readonly metric: string;
  /** Per service its score at the row in question. */
  readonly now: Float64Array;
  /** Per service its best score from the third row on. */
  readonly best: Float64Array;
}

/**
 * PetShop's anomaly traversal: Hardt et al., "The PetShop dataset", CLeaR 2024. At the first row (the third on) at which the
 * symptom's metric is anomalous, a service is a candidate if that metric of its own is anomalous and that of none of its callees is;
 * candidates rank by the best sum of scores over paths to the target on which every service is anomalous, all others score 0.
 * Where the target is not anomalous, nobody is named: all score 0 and the confidence is 0. Calls that close a cycle of anomalous
 * services are left out (the published code refuses cycles), a target that is anomalous alone is named by its own score, equal scores
 * keep the order of the services. (On PetShop's train issues 8 of the 10 right answers are such ties: availability hardly ever moves, so
 * any change of it scores Infinity.) Without a named metric the most anomalous of the target's latency, errors and availability counts,
 * without a graph all services are callees of the target.
 */
export function createTraversal(context: DiagnoserContext): Diagnoser {
  return createTraverser("traversal", context, { score: published });
}

/**
 * Anomaly traversal that goes on where the published one finds nobody: the leaves of the anomalous region that calls lead to from the
 * target, by their best score from the third row on, take the candidates' place. In either case the rest of the region follows. A score
 * is 2 or 1 for the group less 1 / (1 + s), so that only services outside of the region have 0.
 */
export function createTraversalFallback(
  context: DiagnoserContext,
  options: TraversalOptions = {},
): Diagnoser {
  return createTraverser("traversal-fallback", context, { score: withFallback, ...options });
}

/** What counts as an anomaly. */
export interface TraversalOptions {
  /** Whether latency and errors count only where they rise, availability only where it falls. Default false, as published. */
  readonly worseOnly?: boolean;
}

function createTraverser(
  name: string,
  context: DiagnoserContext,
  { score, worseOnly = false }: TraversalOptions & {
    readonly score: (anomalies: Anomalies, graph: DependencyGraph) => Float64Array;
  },
): Diagnoser {
  const { services } = context;
  const graph = dependencyGraphOf(context);
  const symptom: Symptom = { ...context.symptom, service: services[graph.target]! };
  let fitted: readonly AnomalyModel[] | undefined;
  return {
    name,
    fit: ({ metrics }) => {
      fitted = metrics.columns.map(learnAnomalies);
    },
    diagnose: ({ metrics }) => {
      const models = requireFit(fitted, name);
      const found = findAnomalies({ services, symptom, metrics, models, worseOnly });
      const scores = found === undefined ? new Float64Array(services.length) : score(found, graph);
      return diagnosisOf(rank(services, scores.map((x) => Math.min(x, HIGHEST))), found);
    },
  };
}

function diagnosisOf(ranking: Diagnosis["ranking"], found: Anomalies | undefined): Diagnosis {
  const { service, score } = ranking[0]!;
  const strongest = Math.min(HIGHEST, found?.best.reduce((a, b) => Math.max(a, b), 0) ?? 0);
  return {
    suspect: service,
    confidence: certainty(ranking, { strongest, alarm: ALARM }),
    ranking,
    rationale: score > 0
      ? `the anomaly of ${found!.metric} leads to ${service}, whose callees are not anomalous`
      : "no service is anomalous that could have caused the symptom, so nobody is named",
  };
}

interface Question {
  readonly services: readonly string[];
  readonly symptom: Symptom;
  readonly metrics: MetricTable;
  readonly models: readonly AnomalyModel[];
  readonly worseOnly: boolean;
}

/** The anomalies of the metric that shows the symptom most; undefined where no metric can. */
function findAnomalies({ services, symptom, metrics, models, worseOnly }: Question): Anomalies | undefined {
  const { indicators, columns } = metrics;
  const rows = metrics.timesSeconds.length;
  const first = Math.max(0, Math.min(FIRST_ROW, rows - 1));
  const judged = (x: number, column: number) =>
    worseOnly && isBetter(x - models[column]!.centre, indicators[column]!)
      ? 0
      : anomalyOf(x, models[column]!);
  const scoreAt = (column: number, row: number) =>
    column < 0 ? 0 : judged(columns[column]![row] ?? NaN, column);
  const bestOf = (column: number) =>
    column < 0
      ? 0
      : columns[column]!.subarray(first).reduce((best, x) => Math.max(best, judged(x, column)), 0);
  const target = symptomColumns(indicators, symptom)
    .map((column) => ({ column, best: bestOf(column) }))
    .sort((a, b) => b.best > a.best ? 1 : b.best < a.best ? -1 : 0)[0]?.column;
  if (target === undefined) return undefined;
  let row = first;
  while (row < rows && scoreAt(target, row) === 0) row++;
  const { metric } = indicators[target]!;
  const own = columnsOfMetric(services, indicators, metric);
  return {
    metric,
    now: Float64Array.from(own, (column) => scoreAt(column, row < rows ? row : first)),
    best: Float64Array.from(own, bestOf),
  };
}

/** Whether a change of a metric is to the good. */
function isBetter(change: number, { role }: Indicator): boolean {
  if (role === "availability") return change > 0;
  return (role === "latency" || role === "errors") && change < 0;
}

function published({ now }: Anomalies, graph: DependencyGraph): Float64Array {
  if (now[graph.target] === 0) return new Float64Array(now.length);
  return bestPathSums(now, graph).map((sum, i) => isLeaf(i, now, graph) ? sum : 0);
}

function withFallback(anomalies: Anomalies, graph: DependencyGraph): Float64Array {
  const { best } = anomalies;
  const candidates = published(anomalies, graph);
  const first = candidates.some((score) => score > 0) ? candidates : reachableLeaves(best, graph);
  return first.map((score, i) => score > 0 ? inGroup(2, score) : best[i]! > 0 ? inGroup(1, best[i]!) : 0);
}

function reachableLeaves(scores: Float64Array, graph: DependencyGraph): Float64Array {
  const reached = reachedBy(graph, graph.target);
  return scores.map((score, i) => reached.has(i) && isLeaf(i, scores, graph) ? score : 0);
}

/** Orders by group first, then by score. */
function inGroup(group: number, score: number): number {
  return group - 1 / (1 + score);
}
