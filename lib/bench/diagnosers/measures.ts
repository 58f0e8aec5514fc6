import type { Verdict } from "./verdict.ts";
import { accuracyAtK, averageAccuracyAtK, meanReciprocalRank, type RankedCase } from "../../stats/mod.ts";
import type { RankingMeasure } from "./summary.ts";

type Measure = (cases: readonly RankedCase[]) => number;

const MEASURES: Readonly<Record<RankingMeasure, Measure>> = {
  ac1: (cases) => accuracyAtK(cases, 1),
  ac3: (cases) => accuracyAtK(cases, 3),
  ac5: (cases) => accuracyAtK(cases, 5),
  avg5: (cases) => averageAccuracyAtK(cases, 5),
  mrr: meanReciprocalRank,
};

/** One measure of each case, for paired differences and resampling. @param verdicts of cases with a fault */
export function measured(measure: RankingMeasure, verdicts: readonly Verdict[]): Float64Array {
  return Float64Array.from(verdicts, (verdict) => MEASURES[measure]([rankedCase(verdict)]));
}

/** Whether the service named first is at fault; false if none was named. */
export function isRight({ named, truth }: Verdict): boolean {
  return named.length > 0 && truth.includes(named[0]!);
}

function rankedCase({ named, truth }: Verdict): RankedCase {
  return { ranking: named.map((service) => ({ service, score: 1 })), truth };
}
