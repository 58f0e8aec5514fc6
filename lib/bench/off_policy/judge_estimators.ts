import {
  evaluateLog,
  type EvaluateLogOptions,
  type LoggedDecision,
  type TargetPolicy,
} from "../../learn/mod.ts";
import { correlation, mean } from "../../stats/mod.ts";

/** How well an estimator tells what policies earn, over logs where that is known. */
export interface EstimatorScore {
  /** Its name, with the parameters that were given. */
  readonly estimator: string;
  /** Mean of |estimate - truth| / |truth|. */
  readonly relativeError: number;
  /** Mean of (estimate - truth) / |truth|. */
  readonly relativeBias: number;
  /** Share of the intervals that contain the truth. */
  readonly coverage: number;
  /** Share of the intervals that are known at all. */
  readonly known: number;
  /** Mean over the logs of Spearman's rank correlation of the policies' estimates and truths. */
  readonly rankCorrelation: number;
}

/** How the estimators did, and the lower bound. */
export interface EstimatorScores {
  readonly logs: number;
  readonly scores: readonly EstimatorScore[];
  /** Share of the lower bounds that lie below the truth. */
  readonly boundCoverage: number;
  /** Mean effective sample size over that of the log, 0 to 1. */
  readonly effectiveShare: number;
}

interface Truth {
  readonly targets: readonly TargetPolicy[];
  readonly truths: readonly number[];
}

/** Judges estimators on logs of the same system: each log, each policy, against what the policy really earns. */
export function judgeEstimators(
  logs: Iterable<readonly LoggedDecision[]>,
  { targets, truths }: Truth,
  { onEvaluation = () => {}, ...options }: EvaluateLogOptions & { readonly onEvaluation?: () => void } = {},
): EstimatorScores {
  const rows: { estimator: string; log: number; policy: number; value: number; low: number; high: number }[] =
    [];
  const bounds: boolean[] = [];
  const effective: number[] = [];
  let count = 0;
  for (const log of logs) {
    targets.forEach((target, policy) => {
      const evaluation = evaluateLog(log, target, { ...options, seed: count });
      for (const { estimator, value, low, high } of evaluation.estimates) {
        rows.push({ estimator, log: count, policy, value, low, high });
      }
      bounds.push(!(evaluation.lowerBound > truths[policy]!));
      effective.push(
        evaluation.overlap.effectiveSamples /
          (options.reward === "episode" ? evaluation.episodes : evaluation.decisions),
      );
      onEvaluation();
    });
    count++;
  }
  const scores = [...Map.groupBy(rows, ({ estimator }) => estimator)].map(
    ([estimator, its]): EstimatorScore => {
      const errors = its.map(({ value, policy }) => (value - truths[policy]!) / Math.abs(truths[policy]!));
      const known = its.filter(({ low, high }) => !Number.isNaN(low + high));
      const byLog = [...Map.groupBy(its, ({ log }) => log).values()];
      return {
        estimator,
        relativeError: mean(errors.map(Math.abs)),
        relativeBias: mean(errors),
        coverage: mean(
          known.map(({ low, high, policy }) => Number(low <= truths[policy]! && truths[policy]! <= high)),
        ),
        known: known.length / its.length,
        rankCorrelation: mean(byLog.map((one) => rankCorrelation(one.map(({ value }) => value), truths))),
      };
    },
  );
  return { logs: count, scores, boundCoverage: mean(bounds.map(Number)), effectiveShare: mean(effective) };
}

/** Spearman's rank correlation (1904); ties share their mean rank. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  return correlation(ranks(a), ranks(b));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}
