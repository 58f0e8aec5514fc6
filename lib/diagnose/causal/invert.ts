import { CholeskyDecomposition, Matrix } from "ml-matrix";

/**
 * Added to the diagonal of correlation matrices, in shares of 1: collinear variables share their effect instead of blowing up. It
 * changes a coefficient of well-conditioned ones in about the eighth digit.
 */
const RIDGE = 1e-8;

/** Solves (A + ridge I) X = B for a correlation matrix A, which may be singular. */
export function solveCorrelations(a: readonly number[][], b: Matrix): Matrix {
  const matrix = new Matrix(a as number[][]);
  for (let i = 0; i < matrix.rows; i++) matrix.set(i, i, matrix.get(i, i) + RIDGE);
  return new CholeskyDecomposition(matrix).solve(b);
}

/** The inverse of a correlation matrix, which may be singular: see `solveCorrelations`. */
export function invert(a: readonly number[][]): Matrix {
  return solveCorrelations(a, Matrix.eye(a.length));
}
