import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { LoggedCandidate, LoggedDecision, TargetPolicy } from "../../learn/mod.ts";
import { createStream, normalQuantile, type Stream } from "../../random/mod.ts";

/** How a synthetic log is made. */
export interface BanditRegime {
  /** Number of actions. */
  readonly actions: number;
  /** `good`: the logged policy prefers little, and nearly what is right; `poor`: it prefers strongly, and other actions than most judged policies do. */
  readonly overlap: "good" | "poor";
  /** Whether the logged propensities are those of a policy half as decided as the one that acted. */
  readonly wrongPropensities: boolean;
}

/** The regimes of the comparison, by name. */
export const BANDIT_REGIMES: Readonly<Record<string, BanditRegime>> = {
  "few actions, good overlap": { actions: 5, overlap: "good", wrongPropensities: false },
  "few actions, poor overlap": { actions: 5, overlap: "poor", wrongPropensities: false },
  "many actions, good overlap": { actions: 40, overlap: "good", wrongPropensities: false },
  "many actions, poor overlap": { actions: 40, overlap: "poor", wrongPropensities: false },
  "few actions, wrong propensities": { actions: 5, overlap: "good", wrongPropensities: true },
};

/** A contextual bandit whose truth is known. */
export interface SyntheticBandit {
  /** A log of `decisions` independent decisions. */
  log(seed: number, decisions: number): LoggedDecision[];
  /** Policies to be judged, from nearly that of the log to one that mostly does what is right. */
  readonly targets: readonly TargetPolicy[];
  /** What each earns a decision, over contexts that no log holds. */
  readonly truths: readonly number[];
}

const ARGUMENTS = z.object({
  regime: z.strictObject({
    actions: z.int().min(2).max(100),
    overlap: z.enum(["good", "poor"]),
    wrongPropensities: z.boolean(),
  }),
  seed: z.int().min(0),
});
const DIMENSIONS = 5;
const NAMES = Array.from({ length: 100 }, (_, k) => `action ${k}`);
/** Contexts over which the truth is the mean of exact expectations; its error is below a hundredth of that of any estimate. */
const TRUTH_CONTEXTS = 20_000;
/** Number of policies that are judged. */
const TARGETS = 10;

/**
 * A contextual bandit: contexts x and actions u(a) are normal vectors, the features of a pair their products and u(a), and the reward is 1 with
 * probability 1 / (1 + exp(-s)), s = theta . features + sin(3 x . u), so that no linear model is right. All policies are softmax of linear
 * scores: that of the log of ones near theta or, where the overlap is poor, of three times as decided ones; the judged ones go from there in equal
 * steps to decided ones for theta.
 *
 * @throws {UsageError} for another regime than 2 to 100 actions with good or poor overlap
 */
export function syntheticBandit(regime: BanditRegime, seed = 1): SyntheticBandit {
  checkOptions("syntheticBandit", ARGUMENTS, { regime, seed });
  const stream = createStream(seed, "synthetic bandit");
  const vectors = Array.from({ length: regime.actions }, () => normals(stream));
  const theta = Float64Array.from({ length: 2 * DIMENSIONS }, () => 0.6 * normalQuantile(stream.next()));
  const other = Float64Array.from({ length: 2 * DIMENSIONS }, () => 0.6 * normalQuantile(stream.next()));
  const poor = regime.overlap === "poor";
  const habits = theta.map((value, k) => poor ? 1.2 * (other[k]! - 0.3 * value) : 0.3 * (value + other[k]!));
  const wishes = Array.from({ length: TARGETS }, (_, k) => {
    const share = k / (TARGETS - 1);
    return theta.map((value, i) =>
      (1 - share) * habits[i]! + share * 1.2 * value + 0.1 * other[(i + k) % other.length]!
    );
  });
  const candidatesAt = (x: Float64Array) =>
    vectors.map((u, k) => ({ action: NAMES[k]!, features: featuresOf(x, u) }));

  const targets = wishes.map((weights, k): TargetPolicy => ({
    name: `policy ${k + 1}`,
    probabilities: ({ candidates }) => softmax(candidates!.map(({ features }) => dot(weights, features))),
  }));

  const truthStream = createStream(seed, "synthetic bandit truth");
  const sums = new Float64Array(TARGETS);
  for (let i = 0; i < TRUTH_CONTEXTS; i++) {
    const candidates = candidatesAt(normals(truthStream));
    const expected = candidates.map(({ features }) => chanceOf(theta, features));
    wishes.forEach((weights, k) => {
      sums[k]! += dot(softmax(candidates.map(({ features }) => dot(weights, features))), expected) /
        TRUTH_CONTEXTS;
    });
  }

  return {
    targets,
    truths: Array.from(sums),
    log: (logSeed, decisions) => {
      const draws = createStream(seed, "synthetic bandit log", logSeed);
      return Array.from({ length: decisions }, (_, step): LoggedDecision => {
        const candidates = candidatesAt(normals(draws));
        const scores = candidates.map(({ features }) => dot(habits, features));
        const acting = softmax(scores);
        const said = regime.wrongPropensities ? softmax(scores.map((score) => score / 2)) : acting;
        const chosen = drawn(acting, draws.next());
        const reward = Number(draws.next() < chanceOf(theta, candidates[chosen]!.features));
        return {
          seed: step,
          step: 0,
          signature: "-",
          action: NAMES[chosen]!,
          executed: true,
          propensity: said[chosen]!,
          reward,
          earned: reward,
          rewardRange: [0, 1],
          candidates: candidates.map((one, k): LoggedCandidate => ({ ...one, propensity: said[k]! })),
        };
      });
    },
  };
}

function normals(stream: Stream): Float64Array {
  return Float64Array.from({ length: DIMENSIONS }, () => normalQuantile(stream.next()));
}

/** The products of context and action, then the action. */
function featuresOf(x: Float64Array, u: Float64Array): Float64Array {
  const features = new Float64Array(2 * DIMENSIONS);
  for (let j = 0; j < DIMENSIONS; j++) {
    features[j] = x[j]! * u[j]!;
    features[DIMENSIONS + j] = u[j]!;
  }
  return features;
}

function chanceOf(theta: Float64Array, features: Float64Array): number {
  let product = 0;
  for (let j = 0; j < DIMENSIONS; j++) product += features[j]!;
  return 1 / (1 + Math.exp(-dot(theta, features) - Math.sin(3 * product)));
}

function softmax(scores: readonly number[]): Float64Array {
  const most = Math.max(...scores);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function drawn(chances: Float64Array, number: number): number {
  let sum = 0;
  const place = chances.findIndex((chance) => (sum += chance) > number);
  return place < 0 ? chances.length - 1 : place;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
