/**
 * The quantile of a sample by linear interpolation (type 7 of Hyndman and Fan, 1996, R's default).
 *
 * @param values any order; not changed
 * @param p 0 to 1
 * @returns NaN for an empty sample
 */
export function sampleQuantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** The median; NaN for an empty sample. */
export function median(values: ArrayLike<number>): number {
  return sampleQuantile(values, 0.5);
}

/** The median distance from the median, not scaled; NaN for an empty sample. */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const centre = median(values);
  return median(Float64Array.from(values, (x) => Math.abs(x - centre)));
}

/** The arithmetic mean; NaN for an empty sample. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length > 0 ? sum / values.length : NaN;
}
