import type { JsonValue } from "../../model/mod.ts";
import { labelled, unlabelled } from "../learner_state.ts";
import type { GaussianWeights } from "./gaussian_weights.ts";
import type { Learner } from "./learner.ts";

/** x'theta of each row, by the posterior mean of the weights. */
export function linearScores(weights: GaussianWeights, rows: readonly Float64Array[]): Float64Array {
  const theta = weights.mean();
  return Float64Array.from(rows, (row) => dot(row, theta));
}

/** sqrt(x' A^-1 x) of each row. */
export function standardErrors(weights: GaussianWeights, rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(rows, (row) => Math.sqrt(Math.max(0, dot(row, weights.spread(row)))));
}

/** x' A^-1 z of each pair of rows, row by row. */
export function covariances(weights: GaussianWeights, rows: readonly Float64Array[]): Float64Array {
  const count = rows.length;
  const result = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const spread = weights.spread(rows[i]!);
    for (let j = 0; j <= i; j++) result[i * count + j] = result[j * count + i] = dot(rows[j]!, spread);
  }
  return result;
}

/** The state of a learner that consists of weights only. */
export function savedWeights(
  name: string,
  weights: GaussianWeights,
): Pick<Learner, "saveState" | "loadState"> {
  return {
    saveState: () => labelled(name, weights.size, weights.saveState()),
    loadState: (state: JsonValue) => weights.loadState(unlabelled(name, weights.size, state)),
  };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
