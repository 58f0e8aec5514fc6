/**
 * The median of the first `length` of some sorted values, 1 or more.
 */
export function medianOf(sorted: Float64Array, length: number): number {
  const half = length >> 1;
  return length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * The median absolute deviation of the first `length` of some sorted values, without sorting the deviations: below the median they rise
 * leftwards, above it rightwards, so that the smaller half of them takes so many from the left, found by a binary search, and
 * the rest from the right. Exactly what sorting would give.
 *
 * @param median of these values, as `medianOf` gives it
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { medianDeviation } from "./median_deviation.ts";
 * strictEqual(medianDeviation(Float64Array.of(1, 1, 2, 2, 4, 6, 9), 7, 2), 1);
 * ```
 */
export function medianDeviation(sorted: Float64Array, length: number, median: number): number {
  const split = length >> 1;
  const half = (length + 1) >> 1;
  const onLeft = (j: number) => j < 0 ? 0 : j < split ? median - sorted[split - 1 - j]! : Infinity;
  const onRight = (j: number) => j < 0 ? 0 : j < length - split ? sorted[split + j]! - median : Infinity;
  // The least number of deviations on the left, such that the next one there is not among the smaller half.
  let low = 0;
  let high = Math.min(split, half);
  while (low < high) {
    const left = (low + high) >> 1;
    if (onLeft(left) < onRight(half - 1 - left)) low = left + 1;
    else high = left;
  }
  const upper = Math.max(onLeft(low - 1), onRight(half - low - 1));
  if (length % 2 === 1) return upper;
  return (upper + Math.min(onLeft(low), onRight(half - low))) / 2;
}
