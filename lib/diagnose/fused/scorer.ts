import { FAULT_TYPES } from "../../model/mod.ts";

/** Weights of a scorer: a feature layer with tanh units and one output per kind of fault. */
export interface ScorerWeights {
  /** Names of the input features, in order. */
  readonly features: readonly string[];
  /** Mean and scale that each feature is brought to. */
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  /** Hidden units x features, row by row, and one bias per unit. */
  readonly hidden: readonly number[];
  readonly hiddenBias: readonly number[];
  /** Kinds x hidden units, row by row, and one bias per kind. */
  readonly output: readonly number[];
  readonly outputBias: readonly number[];
  /** What scores are divided by so that probabilities are calibrated. */
  readonly temperature: number;
}

/** Probability of each hypothesis: services x kinds of fault, row by row, and last that nothing is wrong; they sum to 1. */
export type Posterior = Float64Array;

/** Kinds of fault that hypotheses are about: the columns of a posterior. */
export const KINDS = FAULT_TYPES;

/**
 * Scores every service as the origin of every kind of fault with one small network whose weights all services share, then a softmax over
 * these hypotheses and that of no fault at all: a conditional logit (McFadden, 1974) with a hidden layer.
 *
 * @returns called with services x features, row by row
 */
export function createScorer(weights: ScorerWeights): (features: Float64Array) => Posterior {
  const inputs = weights.features.length;
  const units = weights.hiddenBias.length;
  const hidden = Float64Array.from(weights.hidden);
  const output = Float64Array.from(weights.output);
  const activation = new Float64Array(units);
  return (features) => {
    const services = features.length / inputs;
    // Innocence of all has the score 0, which the others are measured against.
    const scores = new Float64Array(services * KINDS.length + 1);
    const x = new Float64Array(inputs);
    for (let s = 0; s < services; s++) {
      for (let f = 0; f < inputs; f++) {
        x[f] = (features[s * inputs + f]! - weights.centre[f]!) / weights.scale[f]!;
      }
      for (let u = 0; u < units; u++) {
        let sum = weights.hiddenBias[u]!;
        for (let f = 0, at = u * inputs; f < inputs; f++, at++) sum += hidden[at]! * x[f]!;
        activation[u] = Math.tanh(sum);
      }
      for (let k = 0; k < KINDS.length; k++) {
        let sum = weights.outputBias[k]!;
        for (let u = 0; u < units; u++) sum += output[k * units + u]! * activation[u]!;
        scores[s * KINDS.length + k] = sum / weights.temperature;
      }
    }
    return softmax(scores);
  };
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
