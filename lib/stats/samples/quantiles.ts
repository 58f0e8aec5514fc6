import { z } from "zod";
import { numbers, requireNumbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { select } from "./select.ts";

const ARGUMENTS = z.object({ values: numbers, p: z.number().min(0).max(1) });

/**
 * The quantile of a sample by linear interpolation (type 7 of Hyndman and Fan, 1996, R's default).
 *
 * @param values in any order; not modified. Infinity stands for a censored value: larger than any observed one
 * @param p 0 to 1
 * @returns NaN for an empty sample
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function sampleQuantile(values: ArrayLike<number>, p: number): number {
  checkOptions("sampleQuantile", ARGUMENTS, { values, p });
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.ceil(at)]!;
  // Infinity - Infinity and 0 * Infinity are NaN, which the median of censored times must not be.
  return low === high ? low : low + (at - below) * (high - low);
}

/**
 * The median; NaN for an empty sample. A NaN counts as larger than any number, as in sorting.
 *
 * @param values in any order; not modified
 */
export function median(values: ArrayLike<number>): number {
  requireNumbers("median", values);
  return medianInPlace(Float64Array.from(values));
}

/**
 * The median and the median absolute deviation from it, not scaled by 1.4826; both NaN for an empty sample.
 *
 * @param values in any order; not modified
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { medianAndDeviation } from "./quantiles.ts";
 * deepStrictEqual(medianAndDeviation([1, 1, 2, 2, 4, 6, 9]), { median: 2, deviation: 1 });
 * ```
 */
export function medianAndDeviation(values: ArrayLike<number>): { median: number; deviation: number } {
  requireNumbers("medianAndDeviation", values);
  const distances = Float64Array.from(values);
  const centre = medianInPlace(distances);
  for (let i = 0; i < distances.length; i++) distances[i] = Math.abs(distances[i]! - centre);
  return { median: centre, deviation: medianInPlace(distances) };
}

/** The median of values that may be reordered. */
function medianInPlace(values: Float64Array): number {
  const { length } = values;
  if (length === 0) return NaN;
  const numbers = values.subarray(0, numbersFirst(values));
  const below = (length - 1) >> 1;
  const low = below < numbers.length ? select(numbers, below) : NaN;
  if (length % 2 === 1) return low;
  let high = below + 1 < numbers.length ? Infinity : NaN;
  for (let i = below + 1; i < numbers.length; i++) if (numbers[i]! < high) high = numbers[i]!;
  // Infinity - Infinity is NaN, which the median of censored times must not be.
  return low === high ? low : low + 0.5 * (high - low);
}

/** Moves every NaN to the end and returns the number of other values. */
function numbersFirst(values: Float64Array): number {
  let count = values.length;
  for (let i = 0; i < count;) {
    if (Number.isNaN(values[i]!)) {
      values[i] = values[--count]!;
      values[count] = NaN;
    } else i++;
  }
  return count;
}

/** The arithmetic mean; NaN for an empty sample. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  const count = values?.length;
  for (let i = 0; i < count; i++) sum += values[i]!;
  // What is no list of numbers gives no number: what is one needn't be looked at twice.
  if (count > 0 && sum === sum && typeof sum === "number") return sum / count;
  requireNumbers("mean", values);
  return NaN;
}
