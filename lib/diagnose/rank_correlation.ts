import { ERROR_RATE, LATENCY_P95_MS, METRIC_COUNT, serviceIndex } from "../model/mod.ts";
import { correlation } from "../stats/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "./diagnoser.ts";

const ANOMALY_SHARE = 0.6;

/**
 * The prototype's heuristic: anomaly score, and how closely a service's metrics move with the front's latency and errors. The
 * front is not correlated with itself, which made the prototype answer "api" every time.
 */
export function createRankCorrelation({ topology }: DiagnoserContext): Diagnoser {
  const front = serviceIndex(topology, topology.front);
  return {
    name: "rank-correlation",
    fit: () => {},
    diagnose: (recent, detection) => {
      const symptoms = [LATENCY_P95_MS, ERROR_RATE].map((metric) => recent.series(front, metric));
      const largest = Math.max(1e-9, ...detection.scores);
      const scores = topology.services.map((_, service) => {
        const anomaly = detection.scores[service]! / largest;
        if (service === front) return anomaly * ANOMALY_SHARE;
        let closest = 0;
        for (let metric = 0; metric < METRIC_COUNT; metric++) {
          const series = recent.series(service, metric);
          for (const symptom of symptoms) closest = Math.max(closest, Math.abs(correlation(series, symptom)));
        }
        return anomaly * ANOMALY_SHARE + closest * (1 - ANOMALY_SHARE);
      });
      const ranking = rank(topology, scores);
      const [first, second] = ranking;
      return {
        suspect: first!.service,
        confidence: Math.min(0.95, 0.5 + (first!.score - (second?.score ?? 0))),
        ranking,
        rationale: `${
          first!.service
        } has the highest anomaly rank and correlation with ${topology.front}'s symptoms (${
          first!.score.toFixed(2)
        })`,
      };
    },
  };
}
