import { UsageError } from "../../model/usage_error.ts";
/** @throws {UsageError} if two samples differ in length */
export function requireOneLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>): void {
  if (a.length !== b.length) {
    throw new UsageError(`Paired samples must have the same length, found ${a.length} and ${b.length}`);
  }
}

/**
 * The differences a - b of pairs.
 *
 * @throws {UsageError} if the samples differ in length
 */
export function differences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  requireOneLength(a, b);
  return Float64Array.from(a, (x, i) => x - b[i]!);
}
