import { normalDensity, normalTail } from "./gamma_tail.ts";
import { type Mixture, push } from "./mixture.ts";

/**
 * Adds the larger of two independent components to a mixture, by Clark's moments of the maximum of two normal variables
 * (The Greatest of a Finite Set of Random Variables, 1961, equations 2 and 3).
 */
export function pushMaximum(
  into: Mixture,
  weight: number,
  a: { mean: number; variance: number },
  b: { mean: number; variance: number },
): void {
  const spread = Math.sqrt(a.variance + b.variance);
  if (spread < 1e-9) {
    push(into, weight, Math.max(a.mean, b.mean), 0);
    return;
  }
  const alpha = (a.mean - b.mean) / spread;
  const density = normalDensity(alpha);
  const share = 1 - normalTail(alpha, density);
  const mean = a.mean * share + b.mean * (1 - share) + spread * density;
  const square = (a.mean * a.mean + a.variance) * share + (b.mean * b.mean + b.variance) * (1 - share) +
    (a.mean + b.mean) * spread * density;
  push(into, weight, mean, Math.max(square - mean * mean, 0));
}
