import { z } from "zod";
import { anyFunction, iterable } from "../../model/argument_schemas.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
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
  /** The same among the evaluations without a warning about the overlap. */
  readonly trustedCoverage: number;
  /** Mean over the logs of Spearman's rank correlation of the policies' estimates and truths. */
  readonly rankCorrelation: number;
}

/** How the estimators did, and the lower bound. */
export interface EstimatorScores {
  /** Number of logs. */
  readonly logs: number;
  /** One score per estimator, in their order. */
  readonly scores: readonly EstimatorScore[];
  /** Share of the evaluations without a warning about the overlap. */
  readonly trusted: number;
  /** Share of the lower bounds by betting that lie below the truth; NaN of episodes, which have none. */
  readonly bettingCoverage: number;
  /** The same of those by the empirical-Bernstein inequality. */
  readonly boundCoverage: number;
  /** Mean effective sample size over that of the log, 0 to 1. */
  readonly effectiveShare: number;
}

/** Policies, and what they really earn. */
export interface KnownTruth {
  /** The policies to be judged. */
  readonly targets: readonly TargetPolicy[];
  /** What each earns. */
  readonly truths: readonly number[];
}

interface Row {
  readonly estimator: string;
  readonly log: number;
  readonly policy: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly trusted: boolean;
}

const ARGUMENTS = z.object({
  logs: iterable,
  truth: objectWith({ targets: "list", truths: "list" }),
  options: z.looseObject({ onEvaluation: anyFunction.optional() }),
});

/**
 * Judges estimators on logs of the same system: each log, each policy, against what the policy really earns.
 *
 * @param options those of `evaluateLog`; `onEvaluation`: called after each policy on each log
 * @throws {UsageError} for an argument of another type, and as `evaluateLog`
 */
export function judgeEstimators(
  logs: Iterable<readonly LoggedDecision[]>,
  truth: KnownTruth,
  given: EvaluateLogOptions & {
    /** Called after each policy on each log. */
    readonly onEvaluation?: () => void;
  } = {},
): EstimatorScores {
  checkOptions("judgeEstimators", ARGUMENTS, { logs, truth, options: given });
  const { targets, truths } = truth;
  const { onEvaluation = () => {}, ...options } = given;
  const rows: Row[] = [];
  const bounds: number[] = [];
  const bets: number[] = [];
  const trusts: number[] = [];
  const effective: number[] = [];
  let count = 0;
  for (const log of logs) {
    targets.forEach((target, policy) => {
      const evaluation = evaluateLog(log, target, { ...options, seed: count });
      const trusted = evaluation.overlap.words.length === 1;
      trusts.push(Number(trusted));
      for (const { estimator, value, low, high } of evaluation.estimates) {
        rows.push({ estimator, log: count, policy, value, low, high, trusted });
      }
      const isBelow = (bound: number) => Number.isNaN(bound) ? NaN : Number(bound <= truths[policy]!);
      bounds.push(isBelow(evaluation.lowerBound));
      bets.push(isBelow(evaluation.bettingBound));
      effective.push(
        evaluation.overlap.effectiveSamples /
          (options.reward === "episode" ? evaluation.episodes : evaluation.decisions),
      );
      onEvaluation();
    });
    count++;
  }
  const covers = ({ low, high, policy }: Row) => Number(low <= truths[policy]! && truths[policy]! <= high);
  const coverage = (some: readonly Row[]) => mean(some.filter(({ low, high }) => low <= high).map(covers));
  const scores = [...Map.groupBy(rows, ({ estimator }) => estimator)].map(
    ([estimator, its]): EstimatorScore => {
      const errors = its.map(({ value, policy }) => (value - truths[policy]!) / Math.abs(truths[policy]!));
      const byLog = [...Map.groupBy(its, ({ log }) => log).values()];
      return {
        estimator,
        relativeError: mean(errors.map(Math.abs)),
        relativeBias: mean(errors),
        coverage: coverage(its),
        trustedCoverage: coverage(its.filter(({ trusted }) => trusted)),
        rankCorrelation: mean(byLog.map((one) => rankCorrelation(one.map(({ value }) => value), truths))),
      };
    },
  );
  return {
    logs: count,
    scores,
    trusted: mean(trusts),
    bettingCoverage: mean(bets),
    boundCoverage: mean(bounds),
    effectiveShare: mean(effective),
  };
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
