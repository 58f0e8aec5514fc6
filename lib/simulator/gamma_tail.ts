const SQRT_TAU = Math.sqrt(2 * Math.PI);

/** Result of `gammaTail`: the density at the same point. Kept here because returning a pair would allocate. */
export let tailDensity = 0;

/**
 * Probability that a gamma variable of that mean and variance exceeds t, after Wilson and Hilferty (1931), with the
 * normal tail after Abramowitz and Stegun 26.2.17 (error below 7.5e-8). Sets `tailDensity`.
 */
export function gammaTail(t: number, mean: number, variance: number): number {
  if (t <= 0) {
    tailDensity = 0;
    return 1;
  }
  // An atom would divide by zero: it gets a width of a thousandth of its mean.
  const spread = Math.max(variance, 1e-6 * mean * mean + 1e-14);
  const deviation = Math.sqrt(spread);
  const root = Math.cbrt(t / mean);
  const z = (root - 1 + spread / (9 * mean * mean)) * 3 * mean / deviation;
  const density = Math.exp(-0.5 * z * z) / SQRT_TAU;
  tailDensity = density / (root * root * deviation);
  return normalTail(z, density);
}

/** Probability that a standard normal variable exceeds z, given its density at z. */
export function normalTail(z: number, density: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(z));
  const upper = density * k *
    (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
  return z > 0 ? upper : 1 - upper;
}
