import { studentQuantile } from "../../stats/distributions/distributions.ts";
import { bcaLimits } from "../../stats/estimates/bca_limits.ts";
import { type Estimate, pow } from "../../stats/mod.ts";
import { influencesOf, type Ratio, sumOfQuotients, valueOf } from "./ratios.ts";

/** How intervals are drawn. */
export interface IntervalOptions {
  /** Uniform numbers in [0, 1). */
  readonly next: () => number;
  /** Number of resamples. */
  readonly resamples: number;
  /** Confidence level in (0, 1). */
  readonly confidence: number;
}

/**
 * Estimates with intervals in which whole episodes are the units, since the decisions of one depend on each other. An interval holds the
 * bias-corrected and accelerated bootstrap's (Efron 1987), and Student's with and without a correction for skewness: of few episodes, a rare bad one
 * among them, the bootstrap's alone is too narrow. All estimates share their resamples.
 *
 * @param estimates each a sum of ratios over the same episodes
 */
export function episodeIntervals(
  estimates: readonly (readonly Ratio[])[],
  { next, resamples, confidence }: IntervalOptions,
): Estimate[] {
  const values = estimates.map(valueOf);
  const episodes = estimates[0]?.[0]?.numerators.length ?? 0;
  if (episodes < 2) return values.map((value) => ({ value, low: NaN, high: NaN }));
  const distributions = values.map(() => new Float64Array(resamples));
  const counts = new Float64Array(episodes);
  for (let r = 0; r < resamples; r++) {
    counts.fill(0);
    for (let g = 0; g < episodes; g++) counts[Math.floor(next() * episodes)]!++;
    estimates.forEach((ratios, e) => distributions[e]![r] = resampledValue(ratios, counts));
  }
  return estimates.map((ratios, e) => {
    const value = values[e]!;
    const resampled = { value, distribution: distributions[e]!, leaveOneOut: withoutEach(ratios) };
    const limits = bcaLimits(resampled, { confidence, expand: true });
    return hull(limits, skewnessCorrected(value, influencesOf(ratios), confidence));
  });
}

/**
 * Student's interval, together with the same by Hall's transformation, which takes the skewness of the values out ("On the removal of skewness by
 * transformation", Journal of the Royal Statistical Society B 1992): t + a t^2 / 3 + a^2 t^3 / 27 + a / 6, a the skewness over sqrt(n).
 *
 * @param influences what each episode does to the estimate; they sum to 0
 */
export function skewnessCorrected(value: number, influences: Float64Array, confidence: number): Estimate {
  const episodes = influences.length;
  let squares = 0;
  let cubes = 0;
  for (const influence of influences) {
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  const error = Math.sqrt(squares * episodes / (episodes - 1));
  const a = squares === 0 ? 0 : cubes / (squares * Math.sqrt(squares));
  const straight = (z: number) => Math.abs(a) < 1e-9 ? z : 3 / a * (cubeRoot(1 + a * (z - a / 6)) - 1);
  const t = -studentQuantile((1 - confidence) / 2, episodes - 1);
  return {
    value,
    low: value - error * Math.max(t, straight(t)),
    high: value + error * Math.max(t, -straight(-t)),
  };
}

/**
 * Half the width of an interval for what a reward model's own data do to an estimate: the delete-a-group jackknife over the models of the folds
 * (Kott, "The delete-a-group jackknife", Journal of Official Statistics 2001), with Student's t.
 *
 * @param estimates the estimate on the whole log by the model of each fold
 */
export function modelDeviation(estimates: readonly (readonly Ratio[])[], confidence: number): number {
  const groups = estimates.length;
  if (groups < 2) return 0;
  const values = estimates.map(valueOf);
  const centre = values.reduce((sum, value) => sum + value, 0) / groups;
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return -studentQuantile((1 - confidence) / 2, groups - 1) * Math.sqrt((groups - 1) / groups * squares);
}

function cubeRoot(x: number): number {
  return Math.sign(x) * pow(Math.abs(x), 1 / 3);
}

/** Errors of an estimate that the bootstrap does not see. */
export interface Doubt {
  /** Half the width of an interval of such an error, independent of the bootstrap's. */
  readonly halfWidth: number;
  /** How far off an estimate of less bias lies. */
  readonly difference: number;
}

/** An interval with further errors: on each side the root of the sum of squares, and from the estimate of less bias on the side on which it lies. */
export function widened({ value, low, high }: Estimate, { halfWidth, difference }: Doubt): Estimate {
  const reach = (limit: number) => Math.hypot(limit - value, halfWidth);
  return {
    value,
    low: value + Math.min(0, difference) - reach(low),
    high: value + Math.max(0, difference) + reach(high),
  };
}

/** An interval that holds another one, too, if there is one. */
export function hull({ value, low, high }: Estimate, other: Estimate | undefined): Estimate {
  if (other === undefined) return { value, low, high };
  return {
    value,
    low: Number.isNaN(low) ? other.low : Math.min(low, other.low),
    high: Number.isNaN(high) ? other.high : Math.max(high, other.high),
  };
}

function resampledValue(ratios: readonly Ratio[], counts: Float64Array): number {
  return sumOfQuotients(
    ratios.map(({ numerators }) => dot(numerators, counts)),
    ratios.map(({ denominators }) => dot(denominators, counts)),
  );
}

function withoutEach(ratios: readonly Ratio[]): Float64Array {
  const totals = ratios.map(({ numerators, denominators }) => {
    const ones = new Float64Array(numerators.length).fill(1);
    return [dot(numerators, ones), dot(denominators, ones)] as const;
  });
  return Float64Array.from(
    ratios[0]!.numerators,
    (_, g) =>
      sumOfQuotients(
        ratios.map(({ numerators }, k) => totals[k]![0] - numerators[g]!),
        ratios.map(({ denominators }, k) => totals[k]![1] - denominators[g]!),
      ),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
