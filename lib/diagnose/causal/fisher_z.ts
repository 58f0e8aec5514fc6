import { normalCdf } from "../../stats/distributions/distributions.ts";
import { correlation } from "../../stats/samples/correlation.ts";
import { invert } from "./least_squares.ts";

/** The p-value of a test of whether x and y are independent given others, 0 to 1; large means independent. */
export type IndependenceTest = (x: number, y: number, given: readonly number[]) => number;

/**
 * Fisher's z test of zero partial correlation, for variables that are jointly normal (Kalisch and Bühlmann, JMLR 2007):
 * sqrt(n - |S| - 3) |atanh r| against the standard normal distribution, two-sided.
 *
 * A constant variable, and any pair with fewer than |S| + 4 rows, counts as independent (p = 1).
 *
 * @param columns variables by rows, none missing
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { fisherZ } from "./fisher_z.ts";
 * const cause = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i * i));
 * const noise = Float64Array.from({ length: 50 }, (_, i) => Math.cos(i ** 3));
 * const independent = fisherZ([cause, cause.map((x, i) => 2 * x + noise[i]!)]);
 * ok(independent(0, 1, []) < 0.01);
 * ```
 */
export function fisherZ(columns: readonly Float64Array[]): IndependenceTest {
  const rows = columns[0]?.length ?? 0;
  const correlations = correlationMatrix(columns);
  return (x, y, given) => {
    const freedom = rows - given.length - 3;
    if (freedom <= 0) return 1;
    const r = partialCorrelation(correlations, [x, y, ...given]);
    return 2 *
      normalCdf(
        -Math.sqrt(freedom) * Math.abs(Math.atanh(Math.max(-MAX_CORRELATION, Math.min(MAX_CORRELATION, r)))),
      );
  };
}

/** Correlations are clipped to this: atanh(1) is infinite. */
const MAX_CORRELATION = 1 - 1e-15;

/** Pearson's correlations of all pairs: 1 on the diagonal, 0 off it for constant variables. */
export function correlationMatrix(columns: readonly Float64Array[]): readonly Float64Array[] {
  const matrix = columns.map(() => new Float64Array(columns.length));
  columns.forEach((column, i) => {
    matrix[i]![i] = 1;
    for (let j = 0; j < i; j++) {
      const r = correlation(column, columns[j]!);
      matrix[i]![j] = r;
      matrix[j]![i] = r;
    }
  });
  return matrix;
}

/**
 * The partial correlation of the first two of `variables`, given the rest: -P01 / sqrt(P00 P11) of the precision matrix P. For up to two
 * given variables, as in most tests of a search, the recursive formula takes a tenth of the time.
 */
function partialCorrelation(r: readonly Float64Array[], variables: readonly number[]): number {
  if (variables.length <= 4) return recursive(r, ...variables as [number, number]);
  const precision = invert(variables.map((i) => Array.from(variables, (j) => r[i]![j]!)));
  return -precision.get(0, 1) / Math.sqrt(precision.get(0, 0) * precision.get(1, 1));
}

/** Eliminates one given variable at a time; 0 if one determines x or y. */
function recursive(r: readonly Float64Array[], x: number, y: number, s?: number, t?: number): number {
  if (s === undefined) return r[x]![y]!;
  const ofX = recursive(r, x, s, t);
  const ofY = recursive(r, y, s, t);
  const rest = (1 - ofX * ofX) * (1 - ofY * ofY);
  return rest > 1e-12 ? (recursive(r, x, y, t) - ofX * ofY) / Math.sqrt(rest) : 0;
}
