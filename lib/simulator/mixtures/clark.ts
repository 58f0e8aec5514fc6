import { normalDensity, normalTail } from "./gamma_tail.ts";
import { type Mixture, push } from "./mixture.ts";

/**
 * Adds the maximum of two independent components to a mixture, by Clark's moments of the maximum of two normal variables
 * (The Greatest of a Finite Set of Random Variables, 1961, equations 2 and 3).
 */
export function pushMaximum(
  into: Mixture,
  weight: number,
  meanA: number,
  varianceA: number,
  meanB: number,
  varianceB: number,
): void {
  const spread = Math.sqrt(varianceA + varianceB);
  if (spread < 1e-9) {
    push(into, weight, Math.max(meanA, meanB), 0);
    return;
  }
  const alpha = (meanA - meanB) / spread;
  const density = normalDensity(alpha);
  const share = 1 - normalTail(alpha, density);
  const mean = meanA * share + meanB * (1 - share) + spread * density;
  const square = (meanA * meanA + varianceA) * share + (meanB * meanB + varianceB) * (1 - share) +
    (meanA + meanB) * spread * density;
  push(into, weight, mean, Math.max(square - mean * mean, 0));
}
