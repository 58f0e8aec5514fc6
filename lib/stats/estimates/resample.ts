import { showValue } from "../../model/show_value.ts";
import { UsageError } from "../../model/usage_error.ts";

/**
 * The fewest cases, or clusters, from which a bootstrap gives an interval: no resample can lie outside of what few cases happen to be. Of normal
 * values, 95 % intervals of `bcaMean` cover the mean in 51, 76, 88 and 92 of 100 samples of 2, 3, 4 and 5 cases (coverage_test.ts).
 */
export const MIN_BOOTSTRAP_CASES = 4;

/**
 * A bootstrap resample: as many values as there are, drawn with replacement, each equally likely. Takes one number from `next` per value.
 *
 * @param next uniform numbers in [0, 1)
 * @param into where to write the resample; a new array if absent. It must not be `values` itself
 */
export function resample<T extends Int32Array | Float64Array>(
  values: T,
  next: () => number,
  into: T = values?.slice?.() as T,
): T {
  if (!ArrayBuffer.isView(values) || typeof next !== "function") {
    throw new UsageError(
      `resample takes a typed array and a function, found ${showValue(values)} and ${showValue(next)}`,
    );
  }
  const { length } = values;
  for (let i = 0; i < length; i++) into[i] = values[Math.floor(next() * length)]!;
  return into;
}

/**
 * The values of a statistic over bootstrap resamples of n cases.
 *
 * @param cases number of cases, 1 or more
 * @param statistic of the cases at these indices, which are only valid during the call
 * @returns one value per resample; undefined as soon as the statistic is undefined (NaN) for one
 */
export function bootstrapDistribution(
  cases: number,
  statistic: (indices: Int32Array) => number,
  { next, resamples }: { readonly next: () => number; readonly resamples: number },
): Float64Array | undefined {
  const everyCase = Int32Array.from({ length: cases }, (_, i) => i);
  const drawn = new Int32Array(cases);
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    values[r] = statistic(resample(everyCase, next, drawn));
    if (Number.isNaN(values[r])) return undefined;
  }
  return values;
}
