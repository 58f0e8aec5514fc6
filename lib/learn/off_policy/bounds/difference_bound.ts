import type { LoggedDecision } from "../../decision_log.ts";
import type { FittedModel } from "../cross_fit.ts";
import { candidatesOf, chosenOf } from "../log_episodes.ts";
import { bettingLowerBound } from "./betting_bound.ts";
import { pastPredictions } from "./past_predictions.ts";
import type { RewardLimits } from "./reward_limits.ts";

/**
 * How many differing decisions of an episode count: the first alone, or up to ten. The more may count, the more a single episode may lose, and the
 * less can be bet on each.
 */
const COUNTED = [1, 10];
/** What a decision may lose at most, in ranges of the rewards. The model is listened to as far as that allows. */
const FLOORS = [1, 3];
/** Sums of rounded probabilities differ in their last digits. */
const ROUNDING = 1e-9;

/**
 * A lower bound of what a policy earns more than the logged one, a decision, whatever the distribution of the rewards between the least and the
 * greatest possible one. Both are judged on the same decisions, so that what they share cancels out: with w the judged policy's probability over the
 * logged one, r a reward above the least and q its prediction by the episodes before, a decision says
 *
 *     (w - 1) (r - q) + sum over its candidates of (judged - logged probability) q,
 *
 * 0 where both do the same. Actions that the log could not hold count as the least reward. Predictions are shrunk by as much as it takes for no decision
 * to lose more than one range of the rewards, or three. Of an episode the first ten decisions in which the policies differ count; the later
 * ones are taken as equal. So the sum of an episode is bounded from below, and its mean is bounded by betting (`bettingLowerBound`), the best
 * of several limits taken, each at its share of `delta`. Episodes are the independent units, their order that of their seeds.
 *
 * @param options `delta`: probability that the difference lies below
 * @returns at most 0 where nothing speaks for the policy
 */
export function differenceBound(
  { episodes, probabilities }: {
    readonly episodes: readonly (readonly LoggedDecision[])[];
    readonly probabilities: readonly ArrayLike<number>[];
  },
  { limits: { least, greatest }, model, delta }: {
    readonly limits: Pick<RewardLimits, "least" | "greatest">;
    readonly model: FittedModel;
    readonly delta: number;
  },
): number {
  const range = greatest - least;
  const rows = episodes.flat();
  if (range === 0 || rows.length === 0) return 0;
  const predictions = pastPredictions(episodes, model);
  const judged = rows.map((row, i) => judgedOf(row, probabilities[i]!, predictions[i]));
  const differing = differingIn(episodes, judged);
  const most = differing.reduce((longest, { length }) => Math.max(longest, length), 0);
  const counted = COUNTED.find((count) => most <= count) ?? COUNTED.at(-1)!;
  const share = delta / (COUNTED.length * FLOORS.length);
  const bounds = FLOORS.map((ranges) => {
    const sums = differing.map((its) =>
      its.slice(0, counted).reduce((sum, one) => sum + differenceIn(one, { least, range, ranges }), 0)
    );
    const floor = counted * ranges * range;
    // Less than 0 is the rounding of their sum.
    return bettingLowerBound(sums.map((sum) => Math.max(0, floor + sum)), { delta: share }) - floor;
  });
  return Math.max(...bounds) * episodes.length / rows.length;
}

/** A decision in which the policies differ; what is not known of it is undefined. */
export interface Judged {
  /** Weight and probability of the logged policy, by candidate; of the chosen one alone where the log doesn't know the others. */
  readonly weights: Float64Array;
  readonly logged: Float64Array;
  readonly chosen: number;
  readonly reward: number;
  readonly predicted: Float64Array | undefined;
}

/** @returns undefined where both policies do the same */
function judgedOf(
  row: LoggedDecision,
  probabilities: ArrayLike<number>,
  predicted: Float64Array | undefined,
): Judged | undefined {
  const { reward, propensity, candidates, othersAssumed } = row;
  const chosen = chosenOf(row);
  if (othersAssumed === true || candidates === undefined) {
    const weight = probabilities[chosen]! / propensity;
    if (propensity === 1 && Math.abs(weight - 1) <= ROUNDING) return undefined;
    return {
      ...{ weights: Float64Array.of(weight), logged: Float64Array.of(propensity), chosen: 0, reward },
      predicted: undefined,
    };
  }
  const logged = Float64Array.from(candidatesOf(row), (one) => one.propensity);
  if (logged.every((chance, k) => Math.abs(chance - probabilities[k]!) <= ROUNDING)) return undefined;
  const weights = logged.map((chance, k) => chance > 0 ? probabilities[k]! / chance : 0);
  return { weights, logged, chosen, reward, predicted };
}

/** What a decision says of the difference: no less than minus so many ranges, whatever was chosen and earned. */
export function differenceIn(
  { weights, logged, chosen, reward, predicted }: Judged,
  { least, range, ranges }: { readonly least: number; readonly range: number; readonly ranges: number },
): number {
  const above = reward - least;
  if (predicted === undefined) return (weights[chosen]! - 1) * above;
  const q = predicted.map((one) => Math.min(range, Math.max(0, one - least)));
  let expected = 0;
  for (let k = 0; k < q.length; k++) expected += logged[k]! * (weights[k]! - 1) * q[k]!;
  const share = shareListenedTo({ weights, logged, q, expected }, { range, ranges });
  return (weights[chosen]! - 1) * (above - share * q[chosen]!) + share * expected;
}

/**
 * The largest share of the predictions, 0 to 1, with which no choice loses more than so many ranges: a choice that the judged policy prefers loses most
 * at the least reward, another one at the greatest.
 */
function shareListenedTo(
  { weights, logged, q, expected }: {
    readonly weights: Float64Array;
    readonly logged: Float64Array;
    readonly q: Float64Array;
    readonly expected: number;
  },
  { range, ranges }: { readonly range: number; readonly ranges: number },
): number {
  let share = 1;
  for (let k = 0; k < q.length; k++) {
    if (logged[k] === 0) continue;
    const over = weights[k]! - 1;
    const loss = over * q[k]! - expected;
    if (loss > 0) share = Math.min(share, (ranges * range - Math.max(0, -over) * range) / loss);
  }
  return share;
}

/** By episode, its decisions in which the policies differ. */
function differingIn(
  episodes: readonly (readonly LoggedDecision[])[],
  judged: readonly (Judged | undefined)[],
): Judged[][] {
  let from = 0;
  return episodes.map(({ length }) => {
    const its = judged.slice(from, from += length);
    return its.filter((one) => one !== undefined);
  });
}
