/**
 * The quantile of a sample by linear interpolation (type 7 of Hyndman and Fan, 1996, R's default).
 *
 * @param values any order; not changed. Infinity stands for a censored value: longer than any that was seen
 * @param p 0 to 1
 * @returns NaN for an empty sample
 */
export function sampleQuantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.ceil(at)]!;
  // Infinity - Infinity and 0 * Infinity are NaN, and a median of censored times must not be.
  return low === high ? low : low + (at - below) * (high - low);
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
