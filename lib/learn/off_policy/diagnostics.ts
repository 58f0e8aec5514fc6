import type { LoggedDecision } from "../decision_log.ts";
import type { Reach } from "./honest_interval.ts";
import { candidatesOf } from "./log_episodes.ts";
import { productsOfWeights } from "./sequence_weights.ts";
import { standardError } from "./ratios.ts";
import { episodeSums, type WeightedLog } from "./weighted_log.ts";

/** Whether a log can say what another policy would have earned. */
export interface OverlapDiagnostics {
  /**
   * Effective sample size (Kish, Survey Sampling, 1965): the number of decisions (or episodes) of the judged policy's own that would tell as much
   * as the log does.
   */
  readonly effectiveSamples: number;
  /**
   * The same in the long run, by the logged propensities of all candidates: a log that lacks rare large weights looks better than it is. NaN where
   * the log doesn't have them.
   */
  readonly expectedSamples: number;
  /**
   * The weight up to which the log is listened to: the intervals hold every possible reward of the choices beyond. Infinity where it is to all,
   * where the log doesn't have the propensities of all candidates, and of episodes.
   */
  readonly reach: number;
  /** Share of the judged policy's choices beyond the reach, 0 to 1. */
  readonly beyondReach: number;
  /** Share of the sum of all weights that is on the largest one, 0 to 1. */
  readonly largestShare: number;
  /** The mean weight: about 1 where the propensities are right. */
  readonly meanWeight: number;
  /** Share of the judged policy's choices on actions that the logged policy could not choose. No weight can make up for them. */
  readonly unsupportedShare: number;
  /** The actions of the judged policy that are nowhere in the log, the most frequent first; their share of its choices. */
  readonly neverLogged: readonly { readonly action: string; readonly share: number }[];
  /** Whether the actions taken are as likely by the logged propensities as chance allows. True where the log has no candidates: nothing is known then. */
  readonly propensitiesHold: boolean;
  /** The same in sentences, the warnings first. */
  readonly words: readonly string[];
}

/** Fewer are hardly better than a guess. */
export const FEW_SAMPLES = 30;
/** More on one weight, and the estimate is that of one decision. */
const LARGE_SHARE = 0.1;
/** More choices without support, and the estimates are of another policy. */
const UNSUPPORTED_SHARE = 0.01;
/** Standard errors that right propensities exceed in one of a thousand logs. */
const DEVIATES = 3.3;
/** More names are not read. */
const MAX_NAMES = 5;

/** What is to be known of a log and a policy before its estimates are believed. */
export function diagnosticsOf(
  log: WeightedLog,
  { rows, probabilities, sequential, square = NaN, reach = { weight: Infinity, beyond: 0 } }: {
    readonly rows: readonly LoggedDecision[];
    readonly probabilities: readonly ArrayLike<number>[];
    readonly sequential: boolean;
    /** Mean square of the weights, or of their products in episodes, in the long run; NaN: unknown. */
    readonly square?: number;
    readonly reach?: Reach;
  },
): OverlapDiagnostics {
  const weights = sequential ? finalProducts(log) : log.weights;
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
    largest = Math.max(largest, weight);
  }
  const deviates = deviatesOfPropensities(rows);
  const facts = {
    propensitiesHold: Math.abs(deviates) <= DEVIATES,
    effectiveSamples: squares > 0 ? sum ** 2 / squares : 0,
    expectedSamples: weights.length / square,
    reach: reach.weight,
    beyondReach: reach.beyond,
    largestShare: sum > 0 ? largest / sum : 0,
    meanWeight: sum / weights.length,
    ...supportOf(rows, probabilities),
  };
  return {
    ...facts,
    words: wordsOf(facts, {
      log,
      sequential,
      samples: weights.length,
      deviates,
    }),
  };
}

function finalProducts(log: WeightedLog): Float64Array {
  const products = productsOfWeights(log);
  return Float64Array.from({ length: log.starts.length - 1 }, (_, g) => products[log.starts[g + 1]! - 1]!);
}

function supportOf(rows: readonly LoggedDecision[], probabilities: readonly ArrayLike<number>[]) {
  const logged = new Set(rows.map(({ action }) => action));
  const shares = new Map<string, number>();
  let unsupported = 0;
  rows.forEach((row, i) => {
    let outside = 1;
    candidatesOf(row).forEach(({ action, propensity }, k) => {
      const probability = probabilities[i]![k]!;
      if (propensity > 0) outside -= probability;
      if (probability > 0 && !logged.has(action)) {
        shares.set(action, (shares.get(action) ?? 0) + probability / rows.length);
      }
    });
    unsupported += Math.max(0, outside) / rows.length;
  });
  const neverLogged = [...shares].map(([action, share]) => ({ action, share })).sort((a, b) =>
    b.share - a.share
  );
  return { unsupportedShare: unsupported < 1e-9 ? 0 : unsupported, neverLogged };
}

function wordsOf(
  facts: Omit<OverlapDiagnostics, "words">,
  { log, sequential, samples, deviates }: {
    readonly log: WeightedLog;
    readonly sequential: boolean;
    readonly samples: number;
    readonly deviates: number;
  },
): string[] {
  const { effectiveSamples, largestShare, meanWeight, unsupportedShare, neverLogged } = facts;
  const unit = sequential ? "episodes" : "decisions";
  const warnings: string[] = [];
  if (unsupportedShare > 0) {
    const judged = unsupportedShare > UNSUPPORTED_SHARE
      ? "the estimates say nothing of them"
      : "too few to matter";
    warnings.push(
      `${
        percent(unsupportedShare)
      } of its choices are actions that the logged policy could not choose: ${judged}`,
    );
  }
  if (neverLogged.length > 0) {
    const names = neverLogged.slice(0, MAX_NAMES).map(({ action, share }) => `${action} (${percent(share)})`)
      .join(", ");
    const more = neverLogged.length - MAX_NAMES;
    warnings.push(
      `never logged, though it would choose them: ${names}${more > 0 ? ` and ${more} more` : ""}`,
    );
  }
  if (facts.beyondReach > 0) {
    const weight = facts.reach >= 100 ? facts.reach.toFixed(0) : facts.reach.toPrecision(2);
    warnings.push(
      `${
        percent(facts.beyondReach)
      } of its choices are too rare in the log, at weights above ${weight}: the intervals hold every reward that they may have`,
    );
  }
  if (!facts.propensitiesHold) {
    warnings.push(
      `the logged propensities are wrong: the actions taken were ${
        deviates > 0 ? "likelier" : "less likely"
      } by them than chance allows, by ${Math.abs(deviates).toFixed(0)} standard errors`,
    );
  }
  const off = meanWeightOff(log, { sequential, meanWeight, unsupportedShare });
  if (off !== undefined) warnings.push(off);
  if (facts.expectedSamples < FEW_SAMPLES && effectiveSamples >= FEW_SAMPLES) {
    warnings.push(
      `such a log is worth ${
        facts.expectedSamples.toFixed(1)
      } ${unit} of the policy's own in the long run: this one lacks the rare ones with large weights`,
    );
  }
  if (effectiveSamples < FEW_SAMPLES) {
    warnings.push(
      `the log is worth ${
        effectiveSamples.toFixed(1)
      } ${unit} of the policy's own: hardly better than a guess`,
    );
  }
  if (largestShare > LARGE_SHARE) {
    warnings.push(`${percent(largestShare)} of the weight is on one of ${samples} ${unit}`);
  }
  return [
    ...warnings,
    `effective sample size ${
      effectiveSamples.toFixed(effectiveSamples < 100 ? 1 : 0)
    } of ${samples} ${unit}, largest share of the weight ${percent(largestShare)}, mean weight ${
      meanWeight.toFixed(2)
    }`,
  ];
}

/**
 * Whether actions were taken as often as the logged propensities say: the sum of log p of the taken ones less what is to be expected of it, in
 * standard errors. Given its situation a draw is independent of all others, those of the same episode among them. 0 where the log has no candidates.
 */
function deviatesOfPropensities(rows: readonly LoggedDecision[]): number {
  let excess = 0;
  let variance = 0;
  for (const { candidates = [], propensity, othersAssumed } of rows) {
    if (othersAssumed) continue;
    let expected = 0;
    let square = 0;
    for (const { propensity: p } of candidates) {
      if (p === 0) continue;
      expected += p * Math.log(p);
      square += p * Math.log(p) ** 2;
    }
    if (candidates.length === 0) continue;
    excess += Math.log(propensity) - expected;
    variance += square - expected ** 2;
  }
  return variance > 1e-9 ? excess / Math.sqrt(variance) : 0;
}

/** Weights average to the share of supported choices if the propensities are right. */
function meanWeightOff(
  log: WeightedLog,
  { sequential, meanWeight, unsupportedShare }: {
    readonly sequential: boolean;
    readonly meanWeight: number;
    readonly unsupportedShare: number;
  },
): string | undefined {
  if (sequential) return undefined;
  const supported = 1 - unsupportedShare;
  const error = standardError([{
    numerators: episodeSums(log, (i) => log.weights[i]!),
    denominators: episodeSums(log, () => 1),
  }]);
  if (!(Math.abs(meanWeight - supported) > DEVIATES * error + 1e-9)) return undefined;
  return `the weights average ${meanWeight.toFixed(2)} and not ${
    supported.toFixed(2)
  }: the logged propensities are wrong, or too few decisions carry them`;
}

function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 10 ? value.toFixed(0) : value >= 0.1 || value === 0 ? value.toFixed(1) : "under 0.1"} %`;
}
