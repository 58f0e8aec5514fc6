import { type Diagnosis, type MetricTable, number, oneOf, type ParametersOf } from "../../model/mod.ts";
import { type Learner, rank } from "../diagnoser.ts";
import { bestPerService, certainty, present } from "./deviations.ts";
import { deviation, type Scale } from "./scale.ts";

/** The parameters of diagnosers that rank metrics by their deviation. */
export const DEVIATION_PARAMETERS = {
  missing: oneOf(["fill", "skip"], {
    about: "missing values repeat the last value, from 0 (fill, as published), or are left out (skip)",
  }),
  alarm: number({
    about: "deviations up to this are no evidence: the confidence is 0",
    unit: "spreads",
    range: [0, 100],
    default: 3,
  }),
};

/**
 * Ranks metrics by their largest rise above the centre of the window before, in spreads, and each service by its best metric. Services
 * whose metrics never rose, or that have none, score 0 and come last.
 */
export function rankByDeviation(
  services: readonly string[],
  scaleOf: (values: Float64Array) => Scale,
  { missing, alarm }: ParametersOf<typeof DEVIATION_PARAMETERS>,
): Learner {
  const fill = missing === "fill" ? filled : (column: Float64Array) => column;
  // What was never recorded stays missing: a metric that begins or ends with the incident has not risen.
  const valuesOf = (column: Float64Array) => present(column.every(Number.isNaN) ? column : fill(column));
  return (before) => {
    const scales = before.metrics.columns.map((column) => scaleOf(valuesOf(column)));
    return ({ metrics }) => {
      const scores = metrics.columns.map((column, i) => largestRise(valuesOf(column), scales[i]!));
      return diagnosisOf(services, metrics, { scores, alarm });
    };
  };
}

/** The largest rise in spreads; NaN for no values and for a metric that is one constant before and after. */
function largestRise(values: Float64Array, scale: Scale): number {
  let largest = -Infinity;
  let moved = scale.spread > 0;
  for (const x of values) {
    const rise = deviation(x, scale);
    if (rise > largest) largest = rise;
    if (rise !== 0) moved = true;
  }
  return moved && Number.isFinite(largest) ? largest : NaN;
}

/** The diagnosis that scores of metrics make: the ranking of services by their best metric, and the metrics that have a score. */
export function diagnosisOf(
  services: readonly string[],
  metrics: MetricTable,
  { scores, alarm }: { readonly scores: readonly number[]; readonly alarm: number },
): Diagnosis {
  const ranking = rank(services, bestPerService(services, metrics.indicators, scores));
  const indicators = metrics.indicators
    .map(({ service, metric }, i) => ({ service, metric, score: scores[i]! }))
    .filter(({ score }) => !Number.isNaN(score))
    .sort((a, b) => b.score - a.score);
  const [top] = indicators;
  const suspect = ranking[0]!.service;
  return {
    suspect,
    confidence: certainty(ranking, { strongest: top?.score ?? 0, alarm }),
    ranking,
    rationale: top !== undefined && top.score > 0
      ? `${top.metric} of ${top.service} rose by ${top.score.toPrecision(3)} times its usual spread`
      : "no metric rose above what is usual",
    indicators,
  };
}

/** Repeats the last value in place of missing ones; `last`, which is 0 by default, where there is none before. */
export function filled(column: Float64Array, last: number = 0): Float64Array {
  if (!column.some(Number.isNaN)) return column;
  return column.map((x) => last = Number.isNaN(x) ? last : x);
}
