import { requireNumbers } from "../../model/argument_schemas.ts";
import { requireOneLength } from "./pairs.ts";
import { mean } from "./quantiles.ts";

/**
 * Pearson's correlation coefficient of two samples of the same length.
 *
 * @returns -1 to 1; 0 where one of the samples is constant, but for the rounding of its mean
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireNumbers("correlation", a);
  requireNumbers("correlation", b);
  requireOneLength(a, b);
  const meanA = mean(a);
  const meanB = mean(b);
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]! - meanA;
    const y = b[i]! - meanB;
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const varies = (squares: number, centre: number) => squares > a.length * (ROUNDING * centre) ** 2;
  return varies(squaresA, meanA) && varies(squaresB, meanB) ? products / Math.sqrt(squaresA * squaresB) : 0;
}

/** Deviations below this share of the mean are those of its rounding: the mean of 100 times 0.1 isn't 0.1. */
const ROUNDING = 1e-12;
