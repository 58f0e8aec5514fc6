import { chiSquareTail } from "../../stats/distributions/distributions.ts";
import { isConstant } from "../../stats/samples/constant.ts";
import { present } from "../metrics/deviations.ts";
import { kMeansCuts } from "./k_means.ts";

/** A categorical variable. */
export interface Categories {
  /** Per row its category, 0 to `count` - 1. */
  readonly codes: Uint8Array;
  /** Number of categories, at least 1. */
  readonly count: number;
}

/** The result of a chi-square test. */
export interface ChiSquare {
  readonly statistic: number;
  readonly freedom: number;
  /** 0 to 1; large means independent. 1 without any degree of freedom. */
  readonly p: number;
}

/**
 * Pearson's chi-square test of whether x and y are independent given others: statistics and degrees of freedom are summed over the strata
 * (the combinations of the given variables that occur). A category that is empty in a stratum has no degree of freedom there, as in
 * Spirtes, Glymour and Scheines, "Causation, Prediction, and Search", 2nd edition, 2000.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { chiSquareTest } from "./chi_square.ts";
 * const coin = { codes: Uint8Array.of(0, 0, 1, 1), count: 2 };
 * strictEqual(chiSquareTest(coin, coin).statistic, 4);
 * ```
 */
export function chiSquareTest(x: Categories, y: Categories, given: readonly Categories[] = []): ChiSquare {
  let statistic = 0;
  let freedom = 0;
  for (const table of countTables(x, y, given)) {
    const ofX = new Float64Array(x.count);
    const ofY = new Float64Array(y.count);
    table.forEach((count, cell) => {
      ofX[Math.floor(cell / y.count)]! += count;
      ofY[cell % y.count]! += count;
    });
    statistic += deviation(table, ofX, ofY);
    freedom += (occurring(ofX) - 1) * (occurring(ofY) - 1);
  }
  return { statistic, freedom, p: freedom > 0 ? chiSquareTail(statistic, freedom) : 1 };
}

/** A contingency table (x by y) for each combination of the given variables that occurs. */
function countTables(x: Categories, y: Categories, given: readonly Categories[]): Iterable<Float64Array> {
  const tables = new Map<number, Float64Array>();
  for (let row = 0; row < x.codes.length; row++) {
    const stratum = given.reduce((code, { codes, count }) => code * count + codes[row]!, 0);
    let table = tables.get(stratum);
    if (table === undefined) tables.set(stratum, table = new Float64Array(x.count * y.count));
    table[x.codes[row]! * y.count + y.codes[row]!]! += 1;
  }
  return tables.values();
}

/** The sum of (observed - expected)^2 / expected over the cells of one table. */
function deviation(table: Float64Array, ofX: Float64Array, ofY: Float64Array): number {
  const total = ofX.reduce((sum, count) => sum + count, 0);
  return table.reduce((sum, observed, cell) => {
    const expected = ofX[Math.floor(cell / ofY.length)]! * ofY[cell % ofY.length]! / total;
    return expected > 0 ? sum + (observed - expected) ** 2 / expected : sum;
  }, 0);
}

function occurring(counts: Float64Array): number {
  return counts.reduce((sum, count) => count > 0 ? sum + 1 : sum, 0);
}

/**
 * Discretises a column by k-means (see `kMeansCuts`) into ascending bins; where there are no more different values than bins, each has
 * its own. Missing values have a bin of their own: that a service falls silent is information too.
 *
 * @param bins the largest number of bins, at least 1; bins without a value are left out, and values that differ by rounding alone share one
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { intoBins } from "./chi_square.ts";
 * const { codes, count } = intoBins(Float64Array.of(1, 9, 1.1, NaN, 9.2), 2);
 * deepStrictEqual({ codes: [...codes], count }, { codes: [0, 1, 0, 2, 1], count: 3 });
 * ```
 */
export function intoBins(column: Float64Array, bins: number): Categories {
  const values = present(column);
  const distinct = isConstant(values) ? values.subarray(0, 1) : Float64Array.from(new Set(values)).sort();
  const cuts = distinct.length <= bins ? distinct.subarray(1) : kMeansCuts(values, bins);
  const binOf = (x: number) => cuts.findLastIndex((cut) => x >= cut);
  const codes = new Map([...new Set(Array.from(distinct, binOf))].map((bin, code) => [bin, code]));
  const missing = codes.size;
  return {
    codes: Uint8Array.from(column, (x) => Number.isNaN(x) ? missing : codes.get(binOf(x))!),
    count: values.length < column.length ? missing + 1 : Math.max(1, missing),
  };
}
