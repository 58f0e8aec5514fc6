const SQRT_TAU = Math.sqrt(2 * Math.PI);

/** The variance to compute with: at least (mean / 1000)^2, because an atom would divide by zero. */
export function leastSpread(mean: number, variance: number): number {
  const least = 1e-6 * mean * mean + 1e-14;
  return variance > least ? variance : least;
}

/** P(T > t) for a gamma variable T of that mean and variance, by the approximation of Wilson and Hilferty (1931). */
export function gammaTail(t: number, mean: number, variance: number): number {
  if (t <= 0) return 1;
  const spread = leastSpread(mean, variance);
  const z = (Math.cbrt(t / mean) - 1 + spread / (9 * mean * mean)) * 3 * mean / Math.sqrt(spread);
  return normalTail(z, normalDensity(z));
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TAU;
}

/**
 * P(Z > z) for a standard normal variable Z, given its density at z (Abramowitz and Stegun, 1964, 26.2.17; absolute error below
 * 7.5e-8).
 */
export function normalTail(z: number, density: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z));
  const upper = density * k *
    (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  return z > 0 ? upper : 1 - upper;
}
