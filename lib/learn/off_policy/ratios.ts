/** A quotient of two sums over episodes. */
export interface Ratio {
  /** What each episode adds to the numerator. */
  readonly numerators: Float64Array;
  /** What each episode adds to the denominator. */
  readonly denominators: Float64Array;
}

/**
 * The value of an estimate that is a sum of ratios. A ratio whose denominator is 0 is left out if it stands beside others, since the weights
 * that it would correct are then all 0.
 *
 * @returns NaN where the denominator of the only ratio is 0
 */
export function valueOf(ratios: readonly Ratio[]): number {
  return sumOfQuotients(
    ratios.map(({ numerators }) => sum(numerators)),
    ratios.map(({ denominators }) => sum(denominators)),
  );
}

/** The sum of numerator / denominator, as `valueOf`. */
export function sumOfQuotients(numerators: ArrayLike<number>, denominators: ArrayLike<number>): number {
  const count = numerators.length;
  if (count === 1) return denominators[0] === 0 ? NaN : numerators[0]! / denominators[0]!;
  let value = 0;
  for (let k = 0; k < count; k++) if (denominators[k] !== 0) value += numerators[k]! / denominators[k]!;
  return value;
}

/**
 * What each episode does to a sum of ratios, by the delta method: the derivative of the estimate by the episode's weight (Owen, Monte Carlo theory,
 * methods and examples, 2013, section 2.7). They sum to 0.
 */
export function influencesOf(ratios: readonly Ratio[]): Float64Array {
  const influences = new Float64Array(ratios[0]?.numerators.length ?? 0);
  for (const { numerators, denominators } of ratios) {
    const total = sum(denominators);
    if (total === 0) continue;
    const quotient = sum(numerators) / total;
    for (let g = 0; g < influences.length; g++) {
      influences[g]! += (numerators[g]! - quotient * denominators[g]!) / total;
    }
  }
  return influences;
}

/**
 * The standard error of a sum of ratios with episodes as independent units, sqrt(n / (n - 1) sum of squared influences).
 *
 * @returns NaN for fewer than two episodes
 */
export function standardError(ratios: readonly Ratio[]): number {
  const influences = influencesOf(ratios);
  const episodes = influences.length;
  if (episodes < 2) return NaN;
  let squares = 0;
  for (const influence of influences) squares += influence * influence;
  return Math.sqrt(squares * episodes / (episodes - 1));
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
