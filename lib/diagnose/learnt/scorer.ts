import type { FaultType } from "../../model/mod.ts";
import { tanh } from "../../stats/mod.ts";

/** The weights of a scorer: a layer of tanh units over the features, an output per kind of fault, and one for whether the service is at fault at all. */
export interface ScorerWeights {
  /** Names of the input features, in order. */
  readonly features: readonly string[];
  /** Mean and scale by which each feature is standardised. */
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  /** Hidden units x features, row by row, and one bias per unit. */
  readonly hidden: readonly number[];
  readonly hiddenBias: readonly number[];
  /** `OUTPUTS` x hidden units, row by row, and one bias per output. */
  readonly output: readonly number[];
  readonly outputBias: readonly number[];
}

/** The probability of each hypothesis: services x kinds of fault, row by row, and last that nothing is wrong; they sum to 1. */
export type Posterior = Float64Array;

/** The kinds of fault that are learnt: the columns of a posterior. Weights that were trained before a kind was known stay valid without it. */
export const KINDS: readonly FaultType[] = [
  "cpu_saturation",
  "memory_leak",
  "latency_injection",
  "packet_loss",
  "partition",
  "error_burst",
  "bad_deploy",
  "slow_query",
  "noisy_neighbour",
  "pool_exhaustion",
  "disk_full",
  "cache_flush",
  "cache_poison",
  "traffic_surge",
  "retry_storm",
];

/** Outputs per service: a score per kind of fault, and last the log odds of being at fault. */
export const OUTPUTS = KINDS.length + 1;

/** The output of a scorer for one incident. */
export interface Scores {
  readonly posterior: Posterior;
  /** Per service the probability that it is at fault; several may be near 1. */
  readonly atFault: Float64Array;
}

/**
 * Scores every service as the origin of every kind of fault with one small network whose weights all services share, followed by a softmax
 * over these hypotheses and that of no fault at all: a conditional logit (McFadden, 1974) with a hidden layer.
 *
 * A feature that is NaN counts neither for nor against a hypothesis: its term is left out of the standardised sum, which is the sum at the mean
 * that it had in training.
 *
 * @returns called with services x features, row by row
 */
export function createScorer(weights: ScorerWeights): (features: Float64Array) => Scores {
  const inputs = weights.features.length;
  const units = weights.hiddenBias.length;
  const { hidden, bias } = foldedIn(weights);
  const output = Float64Array.from(weights.output);
  const sums = new Float64Array(units);
  return (features) => {
    const services = features.length / inputs;
    // The hypothesis of no fault has the score 0.
    const scores = new Float64Array(services * KINDS.length + 1);
    const atFault = new Float64Array(services);
    for (let s = 0; s < services; s++) {
      sums.set(bias);
      for (let f = 0; f < inputs; f++) {
        const given = features[s * inputs + f]!;
        const x = Number.isNaN(given) ? weights.centre[f]! : given;
        // Most features are 0 at most services.
        if (x !== 0) { for (let u = 0, at = f * units; u < units; u++, at++) sums[u]! += hidden[at]! * x; }
      }
      for (let u = 0; u < units; u++) sums[u] = tanh(sums[u]!);
      for (let k = 0; k < OUTPUTS; k++) {
        let sum = weights.outputBias[k]!;
        for (let u = 0; u < units; u++) sum += output[k * units + u]! * sums[u]!;
        if (k < KINDS.length) scores[s * KINDS.length + k] = sum;
        else atFault[s] = 1 / (1 + Math.exp(-sum));
      }
    }
    return { posterior: softmax(scores), atFault };
  };
}

const scorers = new WeakMap<ScorerWeights, ReturnType<typeof createScorer>>();

/** The scorer of some weights, made once: an agent creates a diagnoser for each episode. */
export function scorerOf(weights: ScorerWeights): ReturnType<typeof createScorer> {
  const made = scorers.get(weights) ?? createScorer(weights);
  scorers.set(weights, made);
  return made;
}

/** The first layer for raw features, features x units, row by row: it includes the standardisation. */
function foldedIn({ hidden, hiddenBias, centre, scale }: ScorerWeights) {
  const inputs = centre.length;
  const units = hiddenBias.length;
  const folded = new Float64Array(inputs * units);
  const bias = Float64Array.from(hiddenBias);
  for (let u = 0; u < units; u++) {
    for (let f = 0; f < inputs; f++) {
      const weight = hidden[u * inputs + f]! / scale[f]!;
      folded[f * units + u] = weight;
      bias[u]! -= weight * centre[f]!;
    }
  }
  return { hidden: folded, bias };
}

/** Turns scores into probabilities, in place. */
function softmax(scores: Float64Array): Float64Array {
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const e = Math.exp(scores[i]! - largest);
    scores[i] = e;
    sum += e;
  }
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum;
  return scores;
}
