import type { MetricTable } from "../../model/mod.ts";
import { correlation } from "../../stats/mod.ts";
import { bestPerService, present, type Usual, usualOf } from "../metrics/deviations.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";

const ANOMALY_SHARE = 0.6;

/**
 * The prototype's heuristic: anomaly score, and how closely a service's metrics move with the front's latency and errors. The
 * front is not correlated with itself, which made the prototype answer "api" every time. Where no detector has scored the services, the
 * robust distance of their latest values does.
 */
export function createRankCorrelation({ services, symptom }: DiagnoserContext): Diagnoser {
  const front = symptom?.service ?? services[0]!;
  let usual: readonly Usual[] = [];
  return {
    name: "rank-correlation",
    fit: ({ metrics }) => {
      usual = usualOf(metrics);
    },
    diagnose: ({ metrics }, detection) => {
      const anomalies = detection?.scores ??
        bestPerService(services, metrics, latestDistances(metrics, usual));
      const largest = Math.max(1e-9, ...anomalies);
      const closeness = bestPerService(services, metrics, closenessTo(front, metrics));
      const scores = services.map((name, i) => {
        const anomaly = ANOMALY_SHARE * anomalies[i]! / largest;
        return name === front ? anomaly : anomaly + (1 - ANOMALY_SHARE) * closeness[i]!;
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
    },
  };
}

function latestDistances({ columns }: MetricTable, usual: readonly Usual[]): number[] {
  return columns.map((column, i) => {
    const { centre = NaN, spread = NaN } = usual[i] ?? {};
    return Math.abs(present(column).at(-1)! - centre) / Math.max(spread, 1e-3 * Math.abs(centre), 1e-9);
  });
}

/** How closely each indicator moves with the latency, errors or availability of a service, 0 to 1. */
function closenessTo(front: string, { indicators, columns }: MetricTable): number[] {
  const symptoms = columns.filter((_, i) => {
    const { service, role } = indicators[i]!;
    return service === front && (role === "latency" || role === "errors" || role === "availability");
  });
  return columns.map((column) =>
    symptoms.reduce((closest, symptom) => Math.max(closest, Math.abs(correlation(column, symptom)) || 0), 0)
  );
}
