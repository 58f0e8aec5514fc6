import type { JsonValue } from "../../model/mod.ts";

/** A choice among rows, with the probability that each of them had of being chosen. */
export interface RowChoice {
  /** Of the chosen row. */
  readonly index: number;
  /** One for each row; they sum to 1. */
  readonly propensities: Float64Array;
}

/**
 * Learns what can be expected of a candidate from its features. One model serves all candidates: a row holds the features of the
 * state and of one candidate, and rows of different systems have the same columns.
 */
export interface Learner {
  /** As in the catalogue. */
  readonly name: string;
  /** The expected target of each row. */
  scores(rows: readonly Float64Array[]): Float64Array;
  /**
   * Chooses among the candidates of a decision.
   *
   * @param next a uniform number in [0, 1) on each call
   */
  choose(rows: readonly Float64Array[], next: () => number): RowChoice;
  /** The most that is to be expected of each row, by the learner's own bound. */
  upperBounds(rows: readonly Float64Array[]): Float64Array;
  /** The least that is to be expected of each row, by the learner's own bound: for what has to stay above a floor. */
  lowerBounds(rows: readonly Float64Array[]): Float64Array;
  /** Takes in what followed the choice of a row. */
  learn(row: Float64Array, target: number): void;
  /** What was learnt so far. */
  saveState(): JsonValue;
  /**
   * Goes on from what `saveState` returned.
   *
   * @throws {UsageError} for a state of another version, learner or number of features, and for a damaged one
   */
  loadState(state: JsonValue): void;
}

/** What is known of the weights of a linear model before any row. */
export interface Prior {
  /** Expected weights, one for each feature. */
  readonly mean: Float64Array;
  /** How firmly each is held: the number of rows, with this feature alone at 1, that would weigh as much. Above 0. */
  readonly precision: Float64Array;
}

/** The prior of ridge regression: weights of 0 with one precision, lambda. */
export function ridgePrior(size: number, lambda = 1): Prior {
  return { mean: new Float64Array(size), precision: new Float64Array(size).fill(lambda) };
}

/** All of the probability on one row. */
export function certain(index: number, count: number): RowChoice {
  const propensities = new Float64Array(count);
  propensities[index] = 1;
  return { index, propensities };
}

/** The place of the largest value, the first of equal ones. */
export function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Draws an index by its probabilities with a uniform number. */
export function drawnIndex(chances: Float64Array, u: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < chances.length; i++) {
    if (chances[i]! <= 0) continue;
    last = i;
    sum += chances[i]!;
    if (u < sum) return i;
  }
  return last;
}
