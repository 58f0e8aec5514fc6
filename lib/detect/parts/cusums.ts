import { createMoments, type MomentsOptions } from "./moments.ts";

/** How cumulative sums are kept. All numbers are standard deviations of a value's innovations. */
export interface CusumOptions {
  /** Half the shift to be detected: what is taken off each deviation before it is added. */
  readonly allowance: number;
  /** Largest deviation that a single point adds, so that one outlier does not fill the sum. */
  readonly clip: number;
  /** Largest value of a sum, so that it drains soon after a shift is over. */
  readonly ceiling: number;
}

/** The options where none are given. */
export const CUSUM_DEFAULTS: CusumOptions = { allowance: 0.75, clip: 8, ceiling: 10 };

/** How mean and variance of the innovations are learnt. */
const LEARNING: MomentsOptions = { share: 0.005, gate: 3 };

/** Cumulative sums of a vector of values. */
export interface Cusums {
  /** The whole state. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Adds a point. @returns the largest of all sums, from 0 to the ceiling */
  next(values: Float64Array): number;
}

/**
 * Two-sided cumulative sums of each value's innovations (Page, "Continuous inspection schemes", Biometrika 1954):
 * S+ = max(0, S+ + z - allowance), S- = max(0, S- - z - allowance). Small shifts that last add up. Innovations are used, see
 * `createInnovations`, because the sums of autocorrelated values would never be empty.
 */
export function createCusums(dimensions: number, options: CusumOptions = CUSUM_DEFAULTS): Cusums {
  const { clip } = options;
  const innovations = createInnovations(dimensions, LEARNING);
  const z = new Float64Array(dimensions);
  const sums = new Float64Array(2 * dimensions);
  return {
    arrays: { ...innovations.arrays, sums },
    next: (values) => {
      innovations.next(values, z);
      let worst = 0;
      for (let i = 0; i < dimensions; i++) {
        const bounded = Math.max(-clip, Math.min(clip, z[i]!));
        worst = Math.max(worst, addTo(sums, 2 * i, bounded, options));
      }
      return worst;
    },
  };
}

/**
 * Adds a deviation to the upper sum, at index `at`, and to the lower one, at the next index.
 *
 * @param z the deviation, in standard deviations
 * @returns the larger of the two sums
 */
export function addTo(
  sums: Float64Array,
  at: number,
  z: number,
  { allowance, ceiling }: Pick<CusumOptions, "allowance" | "ceiling">,
): number {
  const above = Math.min(ceiling, Math.max(0, sums[at]! + z - allowance));
  const below = Math.min(ceiling, Math.max(0, sums[at + 1]! - z - allowance));
  sums[at] = above;
  sums[at + 1] = below;
  return Math.max(above, below);
}

/** The innovations of a vector of values: what the preceding point did not predict. */
export interface Innovations {
  /** The whole state. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /** Writes the innovation of each value, in standard deviations of past innovations, into `z`, then learns from the values. */
  next(values: Float64Array, z: Float64Array): void;
}

/**
 * The residuals of a first-order autoregression of each value, in standard deviations of past residuals. The metrics of a service are
 * autocorrelated; a chart that takes them for independent adds the same deviation up again and again (Alwan and Roberts, "Time-series
 * modeling for statistical process control", Journal of Business & Economic Statistics 1988).
 */
export function createInnovations(dimensions: number, options: MomentsOptions): Innovations {
  const { share, gate } = options;
  const levels = createMoments(dimensions, options);
  const residuals = createMoments(dimensions, options);
  // The autoregression's coefficient, and the latest deviation in standard deviations.
  const [coefficient, last] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const [deviation, rest] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const prefixed = (prefix: string, arrays: Readonly<Record<string, Float64Array>>) =>
    Object.fromEntries(Object.entries(arrays).map(([name, list]) => [`${prefix}_${name}`, list]));

  return {
    arrays: {
      coefficient,
      last,
      ...prefixed("level", levels.arrays),
      ...prefixed("residual", residuals.arrays),
    },
    next: (values, z) => {
      const weight = Math.max(share, 1 / (levels.arrays.seen[0]! + 2));
      levels.next(values, deviation);
      for (let i = 0; i < dimensions; i++) {
        const before = Math.max(-gate, Math.min(gate, last[i]!));
        rest[i] = deviation[i]! - coefficient[i]! * before;
        const here = Math.max(-gate, Math.min(gate, deviation[i]!));
        coefficient[i]! += weight * before * (here - coefficient[i]! * before);
        last[i] = deviation[i]!;
      }
      residuals.next(rest, z);
    },
  };
}
