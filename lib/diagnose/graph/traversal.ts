import {
  flag,
  type Indicator,
  type MetricTable,
  number,
  type ParametersOf,
  type Symptom,
  wholeNumber,
} from "../../model/mod.ts";
import type { DiagnoserContext, Judge, Learner } from "../diagnoser.ts";
import { rank } from "../diagnoser.ts";
import {
  ANOMALY_THRESHOLD,
  type AnomalyModel,
  anomalyOf,
  certainty,
  learnAnomalies,
} from "../metrics/deviations.ts";
import { columnsOfMetric, symptomColumns } from "../metrics/service_metrics.ts";
import { type DependencyGraph, dependencyGraphOf } from "./call_graph.ts";

/** Rows of the window after that are ignored: a fault needs some time to show. */
export const SKIPPED_ROWS = 2;

/** The parameters of diagnosers that follow anomalies along the call graph. */
export const TRAVERSAL_PARAMETERS = {
  threshold: number({
    about: "how far from its median a value is anomalous",
    unit: "robust standard deviations",
    range: [0, 1000],
    default: ANOMALY_THRESHOLD,
  }),
  skippedRows: wholeNumber({
    about: "rows at the start of the window after that are ignored, but for the last row",
    unit: "rows",
    range: [0, 10_000],
    default: SKIPPED_ROWS,
  }),
  worseOnly: flag({
    about: "whether only rises of latency and errors and falls of availability count",
    default: false,
  }),
};

/** Stands for Infinity, so that scores can be added up and written as JSON. */
const MAX_SCORE = 1e12;

/** The anomalies of one metric; 0 for none. */
export interface Anomalies {
  readonly metric: string;
  /** Per service its score at the first row at which the target is anomalous. */
  readonly now: Float64Array;
  /** Per service its best score over all rows that count. */
  readonly best: Float64Array;
}

/** Scores services by the anomalies of the metric that shows the symptom most. */
export function rankByTraversal(
  context: DiagnoserContext,
  score: (anomalies: Anomalies, graph: DependencyGraph) => Float64Array,
  { threshold, skippedRows, worseOnly }: ParametersOf<typeof TRAVERSAL_PARAMETERS>,
): Learner {
  const { services } = context;
  const graph = dependencyGraphOf(context);
  const symptom: Symptom = { ...context.symptom, service: services[graph.target]! };
  return (before): Judge => {
    const models = before.metrics.columns.map((column) => learnAnomalies(column, threshold));
    return ({ metrics }) => {
      const found = findAnomalies({ services, symptom, metrics, models, skippedRows, worseOnly });
      const scores = found === undefined ? new Float64Array(services.length) : score(found, graph);
      const ranking = rank(services, scores.map((x) => Math.min(x, MAX_SCORE)));
      const { service, score: highest } = ranking[0]!;
      const strongest = Math.min(MAX_SCORE, found?.best.reduce((a, b) => Math.max(a, b), 0) ?? 0);
      return {
        suspect: service,
        confidence: certainty(ranking, { strongest, alarm: threshold }),
        ranking,
        rationale: highest > 0
          ? `the anomaly of ${found!.metric} leads to ${service}, whose callees are not anomalous`
          : "no service is anomalous that could have caused the symptom, so nobody is named",
      };
    };
  };
}

interface Question {
  readonly services: readonly string[];
  readonly symptom: Symptom;
  readonly metrics: MetricTable;
  readonly models: readonly AnomalyModel[];
  readonly skippedRows: number;
  readonly worseOnly: boolean;
}

/** The anomalies of the metric that shows the symptom most; undefined if no metric can show it. */
function findAnomalies(
  { services, symptom, metrics, models, skippedRows, worseOnly }: Question,
): Anomalies | undefined {
  const { indicators, columns } = metrics;
  const rows = metrics.timesSeconds.length;
  const first = Math.max(0, Math.min(skippedRows, rows - 1));
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

/** Whether a change of a metric is an improvement. */
function isBetter(change: number, { role }: Indicator): boolean {
  if (role === "availability") return change > 0;
  return (role === "latency" || role === "errors") && change < 0;
}

/** The published scores: of anomalous services without an anomalous callee, the best sum of scores along a path from the target. */
export function pathScores({ now }: Pick<Anomalies, "now">, graph: DependencyGraph): Float64Array {
  if (now[graph.target] === 0) return new Float64Array(now.length);
  return bestPathSums(now, graph).map((sum, i) => isLeaf(i, now, graph) ? sum : 0);
}

/**
 * The published scores, or if they name nobody those of the leaves of the anomalous region that calls lead to from the target, by their best
 * score; then the rest of the region. A score is 2 or 1 for the group less 1 / (1 + s), so that only services outside the region score 0.
 */
export function pathScoresOrLeaves(anomalies: Anomalies, graph: DependencyGraph): Float64Array {
  const { best } = anomalies;
  const candidates = pathScores(anomalies, graph);
  const first = candidates.some((score) => score > 0) ? candidates : reachableLeaves(best, graph);
  return first.map((score, i) => score > 0 ? inGroup(2, score) : best[i]! > 0 ? inGroup(1, best[i]!) : 0);
}

/** The scores of the leaves that calls lead to from the target, whether through anomalous services or not. */
function reachableLeaves(scores: Float64Array, graph: DependencyGraph): Float64Array {
  const reached = new Set([graph.target]);
  for (const service of reached) graph.callees[service]!.forEach((callee) => reached.add(callee));
  return scores.map((score, i) => reached.has(i) && isLeaf(i, scores, graph) ? score : 0);
}

/** Orders by group first, then by score. */
function inGroup(group: number, score: number): number {
  return group - 1 / (1 + score);
}

/** Whether a service is anomalous and none of its callees is. */
function isLeaf(service: number, scores: Float64Array, { callees }: DependencyGraph): boolean {
  return scores[service]! > 0 && callees[service]!.every((callee) => scores[callee] === 0);
}

/**
 * Per service the largest sum of scores over the paths of calls from the target to it, both ends included, on which every score is
 * above 0; 0 without such a path. Calls that close a cycle are ignored: the longest simple path of a graph with cycles is NP-hard.
 */
function bestPathSums(scores: Float64Array, graph: DependencyGraph): Float64Array {
  const sums = new Float64Array(scores.length);
  if (scores[graph.target] === 0) return sums;
  const order = callersFirst(scores, graph);
  const place = new Map(order.map((service, i) => [service, i]));
  sums[graph.target] = scores[graph.target]!;
  order.forEach((service, i) => {
    for (const callee of graph.callees[service]!) {
      if (!((place.get(callee) ?? -1) > i)) continue;
      sums[callee] = Math.max(sums[callee]!, sums[service]! + scores[callee]!);
    }
  });
  return sums;
}

/** The anomalous services that anomalous paths lead to, each before all that it calls, cycles aside. */
function callersFirst(scores: Float64Array, { target, callees }: DependencyGraph): number[] {
  const seen = new Set([target]);
  const finished: number[] = [];
  // An explicit stack: a chain of thousands of calls would overflow the engine's.
  const stack = [{ service: target, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const callee = callees[top.service]![top.next++];
    if (callee === undefined) {
      finished.push(top.service);
      stack.pop();
    } else if (scores[callee]! > 0 && !seen.has(callee)) {
      seen.add(callee);
      stack.push({ service: callee, next: 0 });
    }
  }
  return finished.reverse();
}
