import type { Diagnosis, Indicator, MetricTable } from "../../model/mod.ts";
import { certainty } from "../answer/certainty.ts";
import { bestPerService, present } from "./deviations.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { requireFit } from "../answer/require_fit.ts";

/** Deviations up to this many spreads are no evidence. */
const ALARM = 3;

/** How the metrics are prepared. */
export interface DeviationOptions {
  /** Which metrics count. All of them by default; constant ones never do. */
  readonly uses?: (indicator: Indicator) => boolean;
  /** What memory is divided by: it matters where the spread is 0. Default 1; the published table has 1e6, for bytes. */
  readonly memoryUnit?: number;
  /** Missing values repeat the one before and are 0 at the beginning ("fill", published, the default), or are left out. */
  readonly missing?: "fill" | "skip";
}

/** What is usual for a metric. A spread of 0 counts as 1, as in scikit-learn's scalers. */
export interface Scale {
  readonly centre: number;
  readonly spread: number;
}

/** What is learnt of one metric. */
interface Learnt extends Scale {
  /** The value that it always had, where it had only one. */
  readonly always: number | undefined;
}

/**
 * A diagnoser that ranks metrics by their largest signed deviation from what was usual, and a service by its best metric. Services
 * whose metrics never rose, or that have none, score 0 and come last.
 */
export function createMetricDeviation(
  { name, learn }: { name: string; learn: (values: Float64Array) => Scale },
  { services }: DiagnoserContext,
  { uses = () => true, memoryUnit = 1, missing = "fill" }: DeviationOptions = {},
): Diagnoser {
  let fitted: readonly Learnt[] | undefined;
  const values = missing === "fill" ? filled : present;
  const unit = ({ role }: Indicator) => role === "memory" ? memoryUnit : 1;
  return {
    name,
    fit: ({ metrics: { columns } }) => {
      fitted = columns.map((column) => {
        const seen = values(column);
        const { centre, spread } = learn(seen);
        return { centre, spread, always: onlyValueOf(seen) };
      });
    },
    diagnose: ({ metrics }) => {
      const learnt = requireFit(fitted, name);
      const scores = metrics.columns.map((column, i) => {
        const indicator = metrics.indicators[i]!;
        return uses(indicator) ? largest(values(column), learnt[i]!, unit(indicator)) : NaN;
      });
      return diagnosisOf(services, metrics, scores);
    },
  };
}

/** The largest deviation; NaN for no values and for a metric that is one constant before and after. */
function largest(values: Float64Array, { centre, spread, always }: Learnt, unit: number): number {
  if (always !== undefined && values.every((x) => x === always)) return NaN;
  let most = -Infinity;
  for (const x of values) most = Math.max(most, x - centre);
  return Number.isFinite(most) ? (spread > 0 ? most / spread : most / unit) : NaN;
}

function diagnosisOf(
  services: readonly string[],
  metrics: MetricTable,
  scores: readonly number[],
): Diagnosis {
  const ranking = rank(services, bestPerService(services, metrics, scores));
  const indicators = metrics.indicators
    .map(({ service, metric }, i) => ({ service, metric, score: scores[i]! }))
    .filter(({ score }) => !Number.isNaN(score))
    .sort((a, b) => b.score - a.score);
  const [top] = indicators;
  const suspect = ranking[0]!.service;
  return {
    suspect,
    confidence: certainty(ranking, { strongest: top?.score ?? 0, alarm: ALARM }),
    ranking,
    rationale: top !== undefined && top.score > 0
      ? `${top.metric} of ${top.service} rose by ${top.score.toPrecision(3)} times its usual spread`
      : "no metric rose above what is usual",
    indicators,
  };
}

/** Each missing value repeated from the one before; 0 where there is none before. */
function filled(column: Float64Array): Float64Array {
  if (!column.some(Number.isNaN)) return column;
  let last = 0;
  return column.map((x) => last = Number.isNaN(x) ? last : x);
}

function onlyValueOf(values: Float64Array): number | undefined {
  return values.every((x) => x === values[0]) ? values[0] : undefined;
}
