import { z } from "zod";
import { readState } from "../learner_state.ts";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import type { Prior } from "./learner.ts";

/** How a linear model forgets: not at all, by weighing older rows less and less, or by dropping all but the latest. */
export interface Forgetting {
  /** Weight of a row after each later one, above 0 and up to 1. Default 1: nothing is forgotten. */
  readonly discount?: number;
  /** Number of latest rows that count. Default: all. */
  readonly windowRows?: number;
}

/**
 * The posterior of the weights of a linear model, N(mean, A^-1) in units of the noise: A = precision + sum of x x', b = precision prior + sum
 * of x y. With a discount g, A = g A + x x' + (1 - g) precision, so that what is forgotten gives way to the prior (Russac, Vernade and
 * Cappé, "Weighted linear bandits for non-stationary environments", NeurIPS 2019). Without forgetting the inverse is updated by Sherman and
 * Morrison's formula, else worked out anew when it is asked for.
 */
export interface GaussianWeights {
  /** Number of features. */
  readonly size: number;
  /** Posterior mean of the weights. */
  mean(): Float64Array;
  /** A^-1 x, for variances and covariances of scores. */
  spread(x: Float64Array): Float64Array;
  /** Takes in a row with a weight, 1 by default. */
  add(x: Float64Array, y: number, weight?: number): void;
  saveState(): JsonValue;
  /** @throws {UsageError} for a state that is none of this size */
  loadState(state: JsonValue): void;
}

/** Rows after which the inverse is worked out anew, so that rounding errors of the updates do not add up. */
const ROWS_PER_INVERSION = 2000;

/** Creates the posterior before any row. @throws {UsageError} for a discount or a window out of range, or a precision that is not above 0 */
export function createGaussianWeights(prior: Prior, forgetting: Forgetting = {}): GaussianWeights {
  const size = prior.mean.length;
  const { discount = 1, windowRows = Infinity } = forgetting;
  checkPrior(prior, { discount, windowRows });
  let a = new Float64Array(size * size);
  let b = new Float64Array(size);
  let inverse: Float64Array = new Float64Array(size * size);
  let theta: Float64Array | undefined;
  let stale = 0;
  let rows: { x: Float64Array; y: number }[] = [];

  function reset(): void {
    a.fill(0);
    inverse.fill(0);
    for (let i = 0; i < size; i++) {
      a[i * size + i] = prior.precision[i]!;
      inverse[i * size + i] = 1 / prior.precision[i]!;
      b[i] = prior.precision[i]! * prior.mean[i]!;
    }
    theta = undefined;
    stale = 0;
    rows = [];
  }
  reset();

  function refresh(): void {
    inverse = inverseOf(a, size);
    stale = 0;
    theta = undefined;
  }

  function accumulate(x: Float64Array, y: number, weight: number): void {
    const at = nonZero(x);
    for (const i of at) {
      const xi = weight * x[i]!;
      b[i] = b[i]! + xi * y;
      for (const j of at) a[i * size + j] = a[i * size + j]! + xi * x[j]!;
    }
    theta = undefined;
  }

  function spread(x: Float64Array): Float64Array {
    if (stale === Infinity) refresh();
    const product = new Float64Array(size);
    for (const j of nonZero(x)) {
      const xj = x[j]!;
      const row = j * size;
      for (let i = 0; i < size; i++) product[i] = product[i]! + inverse[row + i]! * xj;
    }
    return product;
  }

  function discounted(): void {
    for (let i = 0; i < a.length; i++) a[i] = discount * a[i]!;
    for (let i = 0; i < size; i++) {
      a[i * size + i] = a[i * size + i]! + (1 - discount) * prior.precision[i]!;
      b[i] = discount * b[i]! + (1 - discount) * prior.precision[i]! * prior.mean[i]!;
    }
  }

  return {
    size,
    mean: () => {
      if (stale === Infinity) refresh();
      theta ??= product(inverse, b);
      return theta;
    },
    spread,
    add: (x, y, weight = 1) => {
      if (weight === 0) return;
      if (discount < 1) discounted();
      if (windowRows < Infinity) {
        rows.push({ x: x.slice(), y });
        if (rows.length > windowRows) {
          const oldest = rows.shift()!;
          // By then it weighs as much as all discounts since have left of it.
          accumulate(oldest.x, oldest.y, -Math.exp(windowRows * Math.log(discount)));
        }
      }
      if (discount < 1 || windowRows < Infinity || ++stale >= ROWS_PER_INVERSION) {
        accumulate(x, y, weight);
        stale = Infinity;
        return;
      }
      const v = spread(x);
      accumulate(x, y, weight);
      let variance = 0;
      for (const i of nonZero(x)) variance += x[i]! * v[i]!;
      const factor = weight / (1 + weight * variance);
      for (let i = 0; i < size; i++) {
        const vi = factor * v[i]!;
        if (vi === 0) continue;
        for (let j = 0; j <= i; j++) {
          inverse[i * size + j] = inverse[j * size + i] = inverse[i * size + j]! - vi * v[j]!;
        }
      }
    },
    saveState: () => ({
      a: lowerTriangle(a, size),
      b: [...b],
      // As it was updated, so that a state goes on bit by bit as if it had never been saved.
      ...(Number.isFinite(stale) && { inverse: lowerTriangle(inverse, size), stale }),
      ...(windowRows < Infinity && { rows: rows.map(({ x, y }) => [...x, y]) }),
    }),
    loadState: (state) => {
      const read = readState("weights", stateOf(size), state);
      reset();
      a = symmetric(read.a, size);
      b = Float64Array.from(read.b);
      rows = (read.rows ?? []).map((row) => ({
        x: Float64Array.from(row.slice(0, size)),
        y: row[size]!,
      }));
      if (read.inverse === undefined) refresh();
      else [inverse, stale] = [symmetric(read.inverse, size), read.stale ?? 0];
    },
  };
}

function checkPrior(
  { mean, precision }: Prior,
  { discount, windowRows }: { readonly discount: number; readonly windowRows: number },
): void {
  if (precision.length !== mean.length || precision.some((value) => !(value > 0 && value < Infinity))) {
    throw new UsageError("A prior has one precision above 0 for each expected weight");
  }
  if (!(discount > 0 && discount <= 1)) {
    throw new UsageError(`A discount must lie above 0 and up to 1, found ${discount}`);
  }
  if (!(windowRows >= 1)) throw new UsageError(`A window must have 1 row or more, found ${windowRows}`);
}

const stateOf = (size: number) =>
  z.object({
    a: z.array(z.number()).length(size * (size + 1) / 2),
    b: z.array(z.number()).length(size),
    inverse: z.array(z.number()).length(size * (size + 1) / 2).optional(),
    stale: z.int().min(0).optional(),
    rows: z.array(z.array(z.number()).length(size + 1)).optional(),
  });

function nonZero(x: Float64Array): number[] {
  const at: number[] = [];
  for (let i = 0; i < x.length; i++) if (x[i] !== 0) at.push(i);
  return at;
}

function product(matrix: Float64Array, x: Float64Array): Float64Array {
  const size = x.length;
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * x[j]!;
    result[i] = sum;
  }
  return result;
}

function symmetric(triangle: readonly number[], size: number): Float64Array<ArrayBuffer> {
  const a = new Float64Array(size * size);
  let at = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) a[i * size + j] = a[j * size + i] = triangle[at++]!;
  }
  return a;
}

function lowerTriangle(a: Float64Array, size: number): number[] {
  const list: number[] = [];
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) list.push(a[i * size + j]!);
  return list;
}

/**
 * The inverse of a symmetric positive definite matrix by Cholesky's decomposition. Written out on a flat array, since ml-matrix takes seven times as
 * long for 150 features.
 *
 * @throws {UsageError} for a matrix that is not positive definite
 */
export function inverseOf(a: Float64Array, size: number): Float64Array {
  const lower = choleskyOf(a, size);
  // The inverse of the triangle, by columns.
  const t = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    t[j * size + j] = 1 / lower[j * size + j]!;
    for (let i = j + 1; i < size; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += lower[i * size + k]! * t[j * size + k]!;
      t[j * size + i] = -sum / lower[i * size + i]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < size; k++) sum += t[i * size + k]! * t[j * size + k]!;
      inverse[i * size + j] = inverse[j * size + i] = sum;
    }
  }
  return inverse;
}

/** The lower triangle of Cholesky's decomposition. @throws {UsageError} for a matrix that is not positive definite */
export function choleskyOf(a: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i > j) lower[i * size + j] = sum / lower[j * size + j]!;
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum);
      else throw new UsageError("A matrix of weights must be positive definite");
    }
  }
  return lower;
}
