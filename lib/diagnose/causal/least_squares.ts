import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { mean } from "../../stats/samples/quantiles.ts";

/** A linear equation: intercept + sum of coefficients times predictors. */
export interface LinearEquation {
  readonly intercept: number;
  /** One for each predictor. */
  readonly coefficients: Float64Array;
}

/**
 * Linear least squares with an intercept. A constant predictor gets coefficient 0; collinear ones share their effect.
 *
 * @param target by row; NaN rows are left out
 * @param predictors each as long as the target, none missing
 * @returns intercept NaN if the target has no value at all
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { leastSquares } from "./least_squares.ts";
 * const x = Float64Array.of(0, 1, 2, 3);
 * const { intercept, coefficients } = leastSquares(x.map((x) => 5 + 2 * x), [x]);
 * ok(Math.abs(intercept - 5) < 1e-6 && Math.abs(coefficients[0]! - 2) < 1e-6);
 * ```
 */
export function leastSquares(target: Float64Array, predictors: readonly Float64Array[]): LinearEquation {
  const used = (column: Float64Array) => column.filter((_, row) => !Number.isNaN(target[row]!));
  const y = centred(used(target));
  if (predictors.length === 0) return { intercept: y.mean, coefficients: new Float64Array(0) };
  const xs = predictors.map((column) => centred(used(column)));
  const effects = solveCorrelations(
    xs.map(({ unit }) => xs.map((other) => dot(unit, other.unit))),
    Matrix.columnVector(xs.map(({ unit }) => dot(unit, y.unit))),
  ).to1DArray();
  const coefficients = Float64Array.from(xs, ({ norm }, i) => norm > 0 ? effects[i]! * y.norm / norm : 0);
  const intercept = xs.reduce((rest, { mean }, i) => rest - coefficients[i]! * mean, y.mean);
  return { intercept, coefficients };
}

/** A column less its mean, scaled to norm 1; to norm 0 if it is constant up to rounding. */
function centred(column: Float64Array) {
  const centre = mean(column);
  const distances = column.map((x) => x - centre);
  const norm = Math.sqrt(dot(distances, distances));
  const varies = norm > 1e-12 * Math.abs(centre) * Math.sqrt(column.length);
  return { mean: centre, norm: varies ? norm : 0, unit: distances.map((x) => varies ? x / norm : 0) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * Added to the diagonal of correlation matrices, so that collinear variables share their effect instead of blowing up. It changes
 * coefficients of well-conditioned matrices in about the eighth digit.
 */
const RIDGE = 1e-8;

/** Solves (A + ridge I) X = B for a correlation matrix A, which may be singular. */
function solveCorrelations(a: readonly number[][], b: Matrix): Matrix {
  const matrix = new Matrix(a as number[][]);
  for (let i = 0; i < matrix.rows; i++) matrix.set(i, i, matrix.get(i, i) + RIDGE);
  return new CholeskyDecomposition(matrix).solve(b);
}

/** The inverse of a correlation matrix, which may be singular: a small ridge is added. */
export function invert(a: readonly number[][]): Matrix {
  return solveCorrelations(a, Matrix.eye(a.length));
}
