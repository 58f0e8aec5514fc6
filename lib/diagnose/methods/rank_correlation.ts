import { type MetricTable, number } from "../../model/mod.ts";
import { correlation } from "../../stats/samples/correlation.ts";
import { diagnoser, type DiagnoserEntry, rank } from "../diagnoser.ts";
import { bestPerService, present, usualOf } from "../metrics/deviations.ts";
import { deviation, type Scale } from "../metrics/scale.ts";

/**
 * The heuristic of this project's prototype: the anomaly score of a service, and the correlation of its metrics with the latency and errors
 * of the front. The front isn't correlated with itself, which made the prototype answer "api" every time. If no detector has scored the
 * services, the robust distance of their latest values takes the place of its scores.
 */
export const rankCorrelation: DiagnoserEntry = diagnoser({
  name: "rank-correlation",
  about: "ranks services by anomaly score and by correlation with the symptoms of the front",
  parameters: {
    anomalyShare: number({
      about: "weight of the anomaly score; the correlation has the rest",
      range: [0, 1],
      default: 0.6,
    }),
  },
  create: ({ services, symptom }, { anomalyShare }) => (before) => {
    const front = symptom?.service ?? services[0]!;
    const usual = usualOf(before.metrics);
    return ({ metrics }, detection) => {
      const anomalies = detection?.scores ??
        bestPerService(services, metrics.indicators, latestDistances(metrics, usual));
      const largest = Math.max(1e-9, ...anomalies);
      const closeness = bestPerService(services, metrics.indicators, closenessTo(front, metrics));
      const scores = services.map((name, i) => {
        const anomaly = anomalyShare * anomalies[i]! / largest;
        return name === front ? anomaly : anomaly + (1 - anomalyShare) * closeness[i]!;
      });
      const ranking = rank(services, scores);
      const [first, second] = ranking;
      return {
        suspect: first!.service,
        confidence: Math.min(0.95, 0.5 + (first!.score - (second?.score ?? 0))),
        ranking,
        rationale: `${
          first!.service
        } has the highest anomaly rank and correlation with ${front}'s symptoms (${first!.score.toFixed(2)})`,
      };
    };
  },
});

function latestDistances({ columns }: MetricTable, usual: readonly Scale[]): number[] {
  return columns.map((column, i) => {
    const scale = usual[i];
    return scale === undefined ? NaN : Math.abs(deviation(present(column).at(-1)!, scale));
  });
}

/** The largest absolute correlation of each indicator with the latency, errors or availability of a service, 0 to 1. */
function closenessTo(front: string, { indicators, columns }: MetricTable): number[] {
  const symptoms = columns.filter((_, i) => {
    const { service, role } = indicators[i]!;
    return service === front && (role === "latency" || role === "errors" || role === "availability");
  });
  return columns.map((column) =>
    symptoms.reduce((closest, symptom) => Math.max(closest, Math.abs(correlation(column, symptom)) || 0), 0)
  );
}
