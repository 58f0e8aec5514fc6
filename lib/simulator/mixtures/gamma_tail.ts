const SQRT_TAU = Math.sqrt(2 * Math.PI);

/** The variance to compute with: an atom would divide by zero, so it gets a width of a thousandth of its mean. */
export function leastSpread(mean: number, variance: number): number {
  const least = 1e-6 * mean * mean + 1e-14;
  return variance > least ? variance : least;
}

/** Probability that a gamma variable of that mean and variance exceeds t, after Wilson and Hilferty (1931). */
export function gammaTail(t: number, mean: number, variance: number): number {
  if (t <= 0) return 1;
  const spread = leastSpread(mean, variance);
  const z = (Math.cbrt(t / mean) - 1 + spread / (9 * mean * mean)) * 3 * mean / Math.sqrt(spread);
  return normalTail(z, normalDensity(z));
}

/** The standard normal density. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TAU;
}

/**
 * Probability that a standard normal variable exceeds z, given its density at z (Abramowitz and Stegun 26.2.17, error below
 * 7.5e-8).
 */
export function normalTail(z: number, density: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z));
  const upper = density * k *
    (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  return z > 0 ? upper : 1 - upper;
}
