import { number, oneOf } from "../../model/mod.ts";

/** What is known of an arm. */
export interface ArmState {
  /** Number of times it was chosen. */
  pulls: number;
  /** Sum of the mean rewards that followed, from -3 to 1 each. */
  total: number;
  /** Sum of their squares, once scaled to [0, 1]. */
  squares: number;
}

/** The bounds that a table can choose by, by name. */
export const BOUNDS = ["ucb1", "ucb1-tuned", "kl-ucb"] as const;
/** The name of a bound. */
export type BoundName = typeof BOUNDS[number];

/** The paper's factor of UCB1's confidence bound. */
export const EXPLORATION = 2;

/** What can be set about a policy that chooses by upper confidence bounds. */
export const BOUND_PARAMETERS = {
  bound: oneOf(BOUNDS, {
    about:
      "upper confidence bound: ucb1, ucb1-tuned, which looks at the variance, or kl-ucb, the tightest of the three",
  }),
  exploration: number({
    about: "factor of the bound ucb1: sqrt(exploration x ln(rounds) / pulls)",
    range: [0, 100],
    default: EXPLORATION,
  }),
};

/** The range of a reward: that of a step without the prices of actions. */
const [LEAST_REWARD, REWARD_RANGE] = [-3, 4];
/** Halvings of the interval in which a bound is sought. */
const BISECTIONS = 30;

/** Counts a mean reward, from -3 to 1, for an arm. */
export function countReward(arm: ArmState, meanReward: number): void {
  arm.pulls++;
  arm.total += meanReward;
  arm.squares += ((meanReward - LEAST_REWARD) / REWARD_RANGE) ** 2;
}

/**
 * The upper confidence bound of an arm that was chosen at least once, with rewards scaled to [0, 1]. UCB1 and UCB1-Tuned: Auer, Cesa-Bianchi, Fischer,
 * "Finite-time analysis of the multiarmed bandit problem", Machine Learning 2002; KL-UCB with c = 0: Garivier and Cappé, "The KL-UCB algorithm for
 * bounded stochastic bandits and beyond", COLT 2011.
 *
 * @param rounds how often any arm was chosen
 */
export function confidenceBound(
  { pulls, total, squares }: ArmState,
  { bound, exploration, rounds }: {
    readonly bound: BoundName;
    readonly exploration: number;
    readonly rounds: number;
  },
): number {
  const mean = (total / pulls - LEAST_REWARD) / REWARD_RANGE;
  const logRounds = Math.log(rounds);
  if (bound === "ucb1") return mean + Math.sqrt(exploration * logRounds / pulls);
  if (bound === "kl-ucb") return klBound(mean, logRounds / pulls);
  const variance = squares / pulls - mean * mean + Math.sqrt(2 * logRounds / pulls);
  return mean + Math.sqrt(logRounds / pulls * Math.min(0.25, variance));
}

/** The largest mean of Bernoulli rewards whose divergence from an observed one is within a limit. */
function klBound(mean: number, limit: number): number {
  let [low, high] = [Math.min(1, Math.max(0, mean)), 1];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (divergence(mean, middle) <= limit) low = middle;
    else high = middle;
  }
  return low;
}

/** Kullback-Leibler divergence of two Bernoulli distributions. */
function divergence(p: number, q: number): number {
  const part = (a: number, b: number) => a <= 0 ? 0 : a * Math.log(a / b);
  return part(p, q) + part(1 - p, 1 - q);
}
