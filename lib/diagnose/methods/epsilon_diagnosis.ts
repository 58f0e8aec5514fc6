import { number, wholeNumber } from "../../model/mod.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { resample } from "../../stats/estimates/resample.ts";
import { correlation } from "../../stats/samples/correlation.ts";
import { mean, sampleQuantile } from "../../stats/samples/quantiles.ts";
import { diagnoser, type DiagnoserEntry, rank } from "../diagnoser.ts";
import { bestPerService, present } from "../metrics/deviations.ts";

/** The correlation of two points is always ±1. */
const MIN_ROWS = 3;

/**
 * epsilon-diagnosis: ranks metrics by the squared correlation of the series before with the series after, each cut to its last rows in
 * equal number; metrics not above the 1 - alpha quantile of resampled series of the window before score 0. If the symptom names a metric,
 * only that metric of each service counts, as in PetShop's comparison. There is one threshold for all metrics, from pairs of metrics drawn
 * by the seed, because all pairs would take quadratic time. Missing values count as their column's mean.
 */
export const epsilonDiagnosis: DiagnoserEntry = diagnoser({
  name: "epsilon-diagnosis",
  about: "ranks services by the correlation of a metric's series after with its series before",
  source: "Shan et al., epsilon-Diagnosis, WWW 2019",
  parameters: {
    alpha: number({
      about: "share of unrelated series that may exceed the threshold",
      range: [0.001, 0.5],
      default: 0.05,
    }),
    bootstraps: wholeNumber({
      about: "pairs of resampled series that the threshold is estimated from",
      unit: "pairs",
      range: [1, 10_000],
      default: 200,
    }),
  },
  create:
    ({ services, symptom, seed = 0 }, { alpha, bootstraps }) => ({ metrics: { timesSeconds, columns } }) => {
      const uses = ({ metric }: { metric: string }) =>
        symptom?.metric === undefined || metric === symptom.metric;
      const before = columns.map(imputed);
      return ({ metrics }) => {
        const { indicators, columns } = metrics;
        const rows = Math.min(timesSeconds.length, metrics.timesSeconds.length);
        const used = columns.flatMap((_, i) => uses(indicators[i]!) ? [i] : []);
        const series = new Map(used.map((i) => [i, last(before[i]!, rows)]));
        const stream = createStream(seed, "epsilon-diagnosis");
        const threshold = thresholdOf([...series.values()], { alpha, bootstraps, stream });
        const scores = columns.map((column, i) => {
          const usual = series.get(i);
          if (usual === undefined || rows < MIN_ROWS) return 0;
          const squared = correlation(usual, last(imputed(column), rows)) ** 2;
          return squared > threshold ? squared : 0;
        });
        const ranking = rank(services, bestPerService(services, indicators, scores));
        const { service, score } = ranking[0]!;
        return {
          suspect: service,
          confidence: score > 0 ? score / (score + (ranking[1]?.score ?? 0)) : 0,
          ranking,
          rationale: score > 0
            ? `a metric of ${service} correlates with itself before: squared correlation ${score.toFixed(3)}`
            : "no metric's series before and after correlate, so nobody is named",
          indicators: used
            .map((i) => ({
              service: indicators[i]!.service,
              metric: indicators[i]!.metric,
              score: scores[i]!,
            }))
            .sort((a, b) => b.score - a.score),
        };
      };
    },
});

/** The squared correlation that unrelated series exceed with probability alpha; 0 for no series. */
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

/** The last rows; none for 0 rows, where a slice from -0 would give all. */
function last(values: Float64Array, rows: number): Float64Array {
  return values.subarray(values.length - rows);
}
