import type { Diagnosis, Indicator } from "../../model/mod.ts";
import { bestPerService } from "../metrics/deviations.ts";
import { rank } from "../diagnoser.ts";

/**
 * A diagnosis from scores of indicators: a service's score is that of its best indicator. The confidence is the first score's share of the
 * first two: 0.5 where they are alike, and 1/services where no indicator tells anything.
 *
 * @param scores one per indicator, 0 or more
 * @param reason what is said of the best indicator, as "deviates most from what its causes explain"
 */
export function answer(
  services: readonly string[],
  indicators: readonly Indicator[],
  { scores, reason }: { readonly scores: ArrayLike<number>; readonly reason: string },
): Diagnosis {
  const ranking = rank(
    services,
    bestPerService(services, { indicators, columns: [], timesSeconds: NO_TIMES }, scores),
  );
  const telling = indicators
    .map(({ service, metric }, i) => ({ service, metric, score: scores[i]! }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [first, second] = ranking;
  const best = telling.find(({ service }) => service === first!.service);
  return {
    suspect: first!.service,
    confidence: best ? first!.score / (first!.score + (second?.score ?? 0)) : 1 / services.length,
    ranking,
    indicators: telling,
    rationale: best
      ? `${best.metric} of ${best.service} ${reason}`
      : "no metric tells one service from another",
  };
}

const NO_TIMES = new Float64Array(0);
