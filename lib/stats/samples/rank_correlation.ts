import { requireNumbers } from "../../model/argument_schemas.ts";
import { UsageError } from "../../model/usage_error.ts";
import { correlation } from "./correlation.ts";
import { isConstant } from "./constant.ts";
import { requireOneLength } from "./pairs.ts";

/**
 * Spearman's rank correlation coefficient of two samples of the same length: Pearson's of their ranks, where equal values share the mean of
 * their ranks (Spearman, American Journal of Psychology 15, 1904).
 *
 * @returns -1 to 1; null where one of the samples is constant or has fewer than two values: then there is none
 * @throws {UsageError} for samples that are no lists of numbers, differ in length or hold NaN
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { rankCorrelation } from "./rank_correlation.ts";
 * strictEqual(rankCorrelation([1, 2, 3], [1, 10, 1000]), 1);
 * strictEqual(rankCorrelation([1, 2, 3], [5, 5, 5]), null);
 * ```
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireNumbers("rankCorrelation", a);
  requireNumbers("rankCorrelation", b);
  requireOneLength(a, b);
  for (const values of [a, b]) {
    if (Array.prototype.some.call(values, Number.isNaN)) {
      throw new UsageError("rankCorrelation: the values must be numbers to have ranks, found NaN");
    }
  }
  if (isConstant(a) || isConstant(b)) return null;
  return Math.max(-1, Math.min(1, correlation(ranks(a), ranks(b))));
}

/** The ranks of values from 1 on; equal ones share their mean. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) result[order[k]!] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}
