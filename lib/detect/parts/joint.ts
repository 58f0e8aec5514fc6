import { resolutionAt } from "./moments.ts";

/** Points before the gate closes; until then every point is learnt from unclipped. */
const UNGATED_POINTS = 50;
/** Added to the diagonal of the correlation matrix, so that it stays positive definite. */
const RIDGE = 0.01;
/** Changes of a value after which its variance is trusted. */
const TRUSTED_CHANGES = 60;
/** The running surprise: weight of the latest point, and the largest surprise that enters it. */
const RUNNING = { share: 0.4, max: 10 };
const MAX_SURPRISE = 60;

/** How a joint distribution is learnt. */
export interface JointOptions {
  /** Smallest weight of a new point in means and covariances, in (0, 1). */
  readonly share: number;
  /** Distance beyond the usual one, the root of the dimensions, to which a point is clipped before it is learnt from. */
  readonly gate: number;
}

/** The options where none are given. */
export const JOINT_DEFAULTS: JointOptions = { share: 0.003, gate: 1 };

/** How unusual the values of a point are together. */
export interface Joint {
  /** The whole state. */
  readonly state: Float64Array;
  /** Scores a point by the values that are not NaN, then learns from them. @returns about the -log10 of a tail probability, 0 to 60 */
  next(values: Float64Array): number;
  /** Whether a value has changed often enough for its variance to be trusted. */
  hasMoved(value: number): boolean;
}

/**
 * The squared Mahalanobis distance (x - m)' S^-1 (x - m) from an exponentially weighted mean m and covariance S, as the -log10 of the tail
 * probability of a chi-square variable (Wilson and Hilferty, "The distribution of chi-square", PNAS 1931). The score is the mean of this
 * point's surprise and the running surprise of the preceding ones.
 *
 * Distant points are clipped to the gate before they are learnt from, so that an outage does not become normal at once. A value that has
 * hardly ever changed, such as an error rate of 0, has no usable variance yet: it is learnt unclipped, and its z is limited, until it has
 * changed 60 times.
 */
export function createJoint(
  dimensions: number,
  { share: least, gate: beyond }: JointOptions = JOINT_DEFAULTS,
): Joint {
  const square = dimensions * dimensions;
  // points seen, running surprise, then means, last values, changes, and the covariance row by row
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
  /** By value, in how many points it was missing. Those of streams have no gaps, so that this is no part of the state. */
  const missed = new Float64Array(dimensions);
  const share = new Float64Array(dimensions);

  const spreadAt = (i: number) => Math.sqrt(covariance[i * dimensions + i]!) + resolutionAt(mean[i]!);

  /** Squared Mahalanobis distance of the deviations in `off`, by Cholesky decomposition of the correlation matrix. */
  function distance(): number {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) {
      // What is missing is left out of the matrix: the distance of the rest in its own marginal distribution.
      if (Number.isNaN(off[i])) continue;
      const row = i * dimensions;
      const limit = moves[i]! < TRUSTED_CHANGES ? 2 + 2 * moves[i]! / TRUSTED_CHANGES : Infinity;
      let z = Math.max(-limit, Math.min(limit, off[i]! / spread[i]!));
      for (let j = 0; j <= i; j++) {
        if (Number.isNaN(off[j])) continue;
        let rest = i === j ? 1 + RIDGE : covariance[row + j]! / (spread[i]! * spread[j]!);
        for (let k = 0; k < j; k++) {
          if (!Number.isNaN(off[k])) rest -= root[row + k]! * root[j * dimensions + k]!;
        }
        root[row + j] = i === j ? Math.sqrt(Math.max(rest, RIDGE / 10)) : rest / root[j * dimensions + j]!;
        if (j < i) z -= root[row + j]! * whitened[j]!;
      }
      whitened[i] = z / root[row + i]!;
      sum += whitened[i]! * whitened[i]!;
    }
    return sum;
  }

  function learn(values: Float64Array, passed: number): void {
    for (let i = 0; i < dimensions; i++) {
      share[i] = Math.max(least, 1 / (state[0]! - missed[i]! + 1));
      if (Number.isNaN(off[i])) {
        missed[i]!++;
        continue;
      }
      if (moves[i]! >= TRUSTED_CHANGES) off[i]! *= passed;
      mean[i]! += share[i]! * off[i]!;
      if (values[i] !== last[i]) moves[i]!++;
      last[i] = values[i]!;
    }
    for (let i = 0, at = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++, at++) {
        const product = off[i]! * off[j]!;
        if (Number.isNaN(product)) continue;
        const weight = Math.max(share[i]!, share[j]!);
        covariance[at] = (1 - weight) * (covariance[at]! + weight * product);
      }
    }
    state[0]!++;
  }

  return {
    state,
    hasMoved: (value) => moves[value]! >= TRUSTED_CHANGES,
    next: (values) => {
      let present = 0;
      for (let i = 0; i < dimensions; i++) {
        if (!Number.isNaN(values[i])) present++;
        off[i] = values[i]! - mean[i]!;
        spread[i] = spreadAt(i);
      }
      if (present === 0) return 0;
      const seen = state[0]!;
      const squared = seen > dimensions + 1 ? distance() : 0;
      const gate = Math.sqrt(present) + beyond;
      learn(values, seen >= UNGATED_POINTS && squared > gate * gate ? gate / Math.sqrt(squared) : 1);
      const surprise = surpriseOf(squared, present);
      state[1]! += RUNNING.share * (Math.min(surprise, RUNNING.max) - state[1]!);
      return (surprise + state[1]!) / 2;
    },
  };
}

/** -log10 of the upper tail probability of a chi-square variable, approximately. */
export function surpriseOf(squared: number, dimensions: number): number {
  const width = 2 / (9 * dimensions);
  const z = (Math.cbrt(squared / dimensions) - (1 - width)) / Math.sqrt(width);
  if (z <= 0) return Math.max(0, 0.3 + 0.1 * z);
  // Approximates the upper tail of the normal distribution by exp(-z^2 / 2) / (2 + 2.5 z).
  return Math.min(MAX_SURPRISE, (z * z / 2 + Math.log(2 + 2.5 * z)) / Math.LN10);
}
