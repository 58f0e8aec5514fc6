import type { MetricTable } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { correlation, mean, resample, sampleQuantile } from "../../stats/mod.ts";
import { bestPerService, present } from "../metrics/deviations.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { requireFit } from "../answer/require_fit.ts";

/** How strict the test is. */
export interface EpsilonDiagnosisOptions {
  /** Share of unrelated series that may exceed the threshold. Default 0.05. */
  readonly alpha?: number;
  /** Pairs of resampled series that the threshold is taken from. Default 200. */
  readonly bootstraps?: number;
}

/** Two points always lie on a line: their correlation says nothing. */
const FEWEST_ROWS = 3;

/**
 * epsilon-diagnosis: ranks metrics by the squared correlation of the series before with the series after, of which the last rows in
 * equal number are taken; those not above the 1 - alpha quantile of resampled series of the window before count 0. Shan et al.,
 * "epsilon-Diagnosis", WWW 2019. Where the symptom's metric is named, only that metric of each service counts (as in
 * PetShop's comparison). One threshold for all metrics, from pairs of metrics drawn by the seed: all pairs would be quadratic.
 * Missing values count as their column's mean.
 */
export function createEpsilonDiagnosis(
  { services, symptom, seed = 0 }: DiagnoserContext,
  { alpha = 0.05, bootstraps = 200 }: EpsilonDiagnosisOptions = {},
): Diagnoser {
  let fitted: MetricTable | undefined;
  const uses = ({ metric }: { metric: string }) => symptom?.metric === undefined || metric === symptom.metric;
  return {
    name: "epsilon-diagnosis",
    fit: ({ metrics }) => {
      fitted = { ...metrics, columns: metrics.columns.map(imputed) };
    },
    diagnose: ({ metrics }) => {
      const before = requireFit(fitted, "epsilon-diagnosis");
      const { indicators, columns } = metrics;
      const rows = Math.min(before.timesSeconds.length, metrics.timesSeconds.length);
      const used = columns.flatMap((_, i) => uses(indicators[i]!) ? [i] : []);
      const series = new Map(used.map((i) => [i, last(before.columns[i]!, rows)]));
      const stream = createStream(seed, "epsilon-diagnosis");
      const threshold = thresholdOf([...series.values()], { alpha, bootstraps, stream });
      const scores = columns.map((column, i) => {
        const usual = series.get(i);
        if (usual === undefined || rows < FEWEST_ROWS) return 0;
        const squared = correlation(usual, last(imputed(column), rows)) ** 2;
        return squared > threshold ? squared : 0;
      });
      const ranking = rank(services, bestPerService(services, metrics, scores));
      const { service, score } = ranking[0]!;
      return {
        suspect: service,
        confidence: score > 0 ? score / (score + (ranking[1]?.score ?? 0)) : 0,
        ranking,
        rationale: score > 0
          ? `a metric of ${service} goes with itself before: squared correlation ${score.toFixed(3)}`
          : "no metric's series before and after go together, so nobody is named",
        indicators: used
          .map((i) => ({ service: indicators[i]!.service, metric: indicators[i]!.metric, score: scores[i]! }))
          .sort((a, b) => b.score - a.score),
      };
    },
  };
}

/** The squared correlation that unrelated series exceed with chance alpha; 0 for no series. */
function thresholdOf(
  series: readonly Float64Array[],
  { alpha, bootstraps, stream }: { alpha: number; bootstraps: number; stream: Stream },
): number {
  if (series.length === 0) return 0;
  const squares = Float64Array.from(
    { length: bootstraps },
    () =>
      correlation(resample(stream.pick(series), stream.next), resample(stream.pick(series), stream.next)) **
        2,
  );
  return sampleQuantile(squares, 1 - alpha) || 0;
}

function imputed(column: Float64Array): Float64Array {
  const values = present(column);
  if (values === column) return column;
  const usual = values.length > 0 ? mean(values) : 0;
  return column.map((x) => Number.isNaN(x) ? usual : x);
}

/** The last rows; none where `rows` is 0, for which a slice from -0 would give all. */
function last(values: Float64Array, rows: number): Float64Array {
  return values.subarray(values.length - rows);
}
