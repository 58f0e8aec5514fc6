import type { Diagnosis, Indicator } from "../../model/mod.ts";
import { bestPerService } from "../metrics/deviations.ts";
import { rank } from "../diagnoser.ts";

/**
 * A diagnosis from scores of indicators: the score of a service is that of its best indicator. The confidence is the first score's share of
 * the first two: 0.5 if they are equal, and 1/services if all scores are 0.
 *
 * @param scores one per indicator, 0 or more
 * @param reason what the rationale says of the best indicator, as "deviates most from what its causes explain"
 */
export function rankByIndicators(
  services: readonly string[],
  indicators: readonly Indicator[],
  { scores, reason }: { readonly scores: ArrayLike<number>; readonly reason: string },
): Diagnosis {
  const ranking = rank(
    services,
    bestPerService(services, indicators, scores),
  );
  const positive = indicators
    .map(({ service, metric }, i) => ({ service, metric, score: scores[i]! }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [first, second] = ranking;
  const best = positive.find(({ service }) => service === first!.service);
  return {
    suspect: first!.service,
    confidence: best ? first!.score / (first!.score + (second?.score ?? 0)) : 1 / services.length,
    ranking,
    indicators: positive,
    rationale: best
      ? `${best.metric} of ${best.service} ${reason}`
      : "no metric tells one service from another",
  };
}
