import {
  type Diagnosis,
  type Indicator,
  type MetricTable,
  number,
  oneOf,
  type ParametersOf,
} from "../../model/mod.ts";
import { mean, sampleQuantile } from "../../stats/samples/quantiles.ts";
import { type Learner, rank } from "../diagnoser.ts";
import { bestPerService, certainty, present } from "./deviations.ts";

/** The parameters of diagnosers that rank metrics by their deviation. */
export const DEVIATION_PARAMETERS = {
  memoryUnit: number({
    about:
      "what rises of memory are divided by if memory never varied before; 1e6 in BARO's published tables, for bytes",
    unit: "units of the memory metric",
    range: [1e-9, 1e12],
    default: 1,
  }),
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

/** The centre and spread of a metric before the incident. A spread of 0 counts as 1, as in scikit-learn's scalers. */
export interface Scale {
  readonly centre: number;
  readonly spread: number;
}

/** Median and interquartile range. */
export function quartileScale(values: Float64Array): Scale {
  const sorted = values.toSorted();
  const at = (p: number) => sampleQuantile(sorted, p);
  return { centre: at(0.5), spread: at(0.75) - at(0.25) };
}

/** Mean and standard deviation, with divisor n. */
export function standardScale(values: Float64Array): Scale {
  const centre = mean(values);
  let squares = 0;
  for (const x of values) squares += (x - centre) ** 2;
  return { centre, spread: Math.sqrt(squares / values.length) };
}

interface Learnt extends Scale {
  /** The value of a metric that never varied. */
  readonly constant: number | undefined;
}

/**
 * Ranks metrics by their largest rise above the centre of the window before, in spreads, and each service by its best metric. Services
 * whose metrics never rose, or that have none, score 0 and come last.
 */
export function rankByDeviation(
  services: readonly string[],
  scaleOf: (values: Float64Array) => Scale,
  { memoryUnit, missing, alarm }: ParametersOf<typeof DEVIATION_PARAMETERS>,
): Learner {
  const values = missing === "fill" ? filled : present;
  const unit = ({ role }: Indicator) => role === "memory" ? memoryUnit : 1;
  return (before) => {
    const learnt = before.metrics.columns.map((column) => {
      const seen = values(column);
      const { centre, spread } = scaleOf(seen);
      return { centre, spread, constant: constantOf(seen) };
    });
    return ({ metrics }) => {
      const scores = metrics.columns.map((column, i) =>
        largestRise(values(column), learnt[i]!, unit(metrics.indicators[i]!))
      );
      return diagnosisOf(services, metrics, { scores, alarm });
    };
  };
}

/** The largest rise in spreads; NaN for no values and for a metric that is one constant before and after. */
function largestRise(values: Float64Array, { centre, spread, constant }: Learnt, unit: number): number {
  if (constant !== undefined && values.every((x) => x === constant)) return NaN;
  let largest = -Infinity;
  for (const x of values) largest = Math.max(largest, x - centre);
  return Number.isFinite(largest) ? (spread > 0 ? largest / spread : largest / unit) : NaN;
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

function constantOf(values: Float64Array): number | undefined {
  return values.every((x) => x === values[0]) ? values[0] : undefined;
}
