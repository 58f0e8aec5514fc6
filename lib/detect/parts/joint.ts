import { tiny } from "./member.ts";

/** Least weight of a new point in means and covariances. */
const SHARE = 0.003;
/** Points that teach all that they are; later ones beyond the gate teach as if they stood at it. */
const OPEN = 50;
/** A point is beyond the gate this far past the distance that is usual, the root of the dimensions. */
const GATE = 1;
/** Keeps the correlations apart from one another. */
const RIDGE = 0.01;
/** Points at which a value has to have moved before its spread is believed. */
const MOVES = 60;
/** Weight of the latest surprise in what surprise there was of late, and the most of it that is remembered. */
const LATE = { share: 0.4, most: 10 };
const MOST = 60;

/** How odd the values of a point are together. */
export interface Joint {
  readonly state: Float64Array;
  /** @returns about the -log10 of a tail probability, 0 to 60 */
  next(values: Float64Array): number;
  /** Whether a value has moved often enough for its spread to be believed. */
  hasMoved(value: number): boolean;
}

/**
 * Mahalanobis' distance from an exponentially weighted mean and covariance, as the surprise of a chi-square variable (Wilson and Hilferty,
 * "The distribution of chi-square", PNAS 1931), the mean of this point's and that of late. Far points teach only what the gate lets in, so
 * that an outage doesn't become normal at once. A value that has hardly ever moved, as an error rate of 0, has no spread to be held
 * against: it learns ungated and speaks softly until it has moved often enough.
 */
export function createJoint(dimensions: number): Joint {
  const square = dimensions * dimensions;
  // seen, surprise of late, then means, last values, moves, and the covariance row by row
  const state = new Float64Array(2 + 3 * dimensions + square);
  const part = (at: number, length = dimensions) => state.subarray(2 + at, 2 + at + length);
  const [mean, last, moves] = [part(0), part(dimensions), part(2 * dimensions)];
  const covariance = part(3 * dimensions, square);
  const [off, spread, whitened] = [0, 1, 2].map(() => new Float64Array(dimensions)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const root = new Float64Array(square);
  const gate = Math.sqrt(dimensions) + GATE;

  /** Squared distance of what is in `off`, by Cholesky's decomposition of the correlations. */
  function distance(): number {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) {
      const row = i * dimensions;
      const loudest = moves[i]! < MOVES ? 2 + 2 * moves[i]! / MOVES : Infinity;
      let z = Math.max(-loudest, Math.min(loudest, off[i]! / spread[i]!));
      for (let j = 0; j <= i; j++) {
        let rest = i === j ? 1 + RIDGE : covariance[row + j]! / (spread[i]! * spread[j]!);
        for (let k = 0; k < j; k++) rest -= root[row + k]! * root[j * dimensions + k]!;
        root[row + j] = i === j ? Math.sqrt(Math.max(rest, RIDGE / 10)) : rest / root[j * dimensions + j]!;
        if (j < i) z -= root[row + j]! * whitened[j]!;
      }
      whitened[i] = z / root[row + i]!;
      sum += whitened[i]! * whitened[i]!;
    }
    return sum;
  }

  function learn(values: Float64Array, passed: number): void {
    const share = Math.max(SHARE, 1 / (state[0]! + 1));
    for (let i = 0; i < dimensions; i++) {
      if (moves[i]! >= MOVES) off[i]! *= passed;
      mean[i]! += share * off[i]!;
      if (values[i] !== last[i]) moves[i]!++;
      last[i] = values[i]!;
    }
    for (let i = 0, at = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++, at++) {
        covariance[at] = (1 - share) * (covariance[at]! + share * off[i]! * off[j]!);
      }
    }
    state[0]!++;
  }

  return {
    state,
    hasMoved: (value) => moves[value]! >= MOVES,
    next: (values) => {
      for (let i = 0; i < dimensions; i++) {
        off[i] = values[i]! - mean[i]!;
        spread[i] = Math.sqrt(covariance[i * dimensions + i]!) + tiny(mean[i]!);
      }
      const seen = state[0]!;
      const squared = seen > dimensions + 1 ? distance() : 0;
      learn(values, seen >= OPEN && squared > gate * gate ? gate / Math.sqrt(squared) : 1);
      const surprise = surpriseOf(squared, dimensions);
      state[1]! += LATE.share * (Math.min(surprise, LATE.most) - state[1]!);
      return (surprise + state[1]!) / 2;
    },
  };
}

/** About -log10 of how likely a chi-square variable is to be larger. */
function surpriseOf(squared: number, dimensions: number): number {
  const width = 2 / (9 * dimensions);
  const z = (Math.cbrt(squared / dimensions) - (1 - width)) / Math.sqrt(width);
  if (z <= 0) return Math.max(0, 0.3 + 0.1 * z);
  // The tail of the normal distribution, near enough: exp(-z^2 / 2) / (2 + 2.5 z).
  return Math.min(MOST, (z * z / 2 + Math.log(2 + 2.5 * z)) / Math.LN10);
}
