import { createStream } from "../../random/mod.ts";
import { tanh } from "../../stats/portable/tanh.ts";
import { type SparseRow, toSparse } from "./sparse_rows.ts";

/**
 * A network of one hidden layer (tanh) and a linear output, trained by stochastic gradient descent on squared errors. It is written out for
 * rows of which most features are 0: ml-fnn 5.0.0 takes 80 microseconds for a row and pass (24 hidden units, 200 features), this a tenth.
 */
export interface SmallNetwork {
  /** What the hidden layer makes of a row, and a constant. */
  hidden(row: Float64Array): Float64Array;
  /** Goes over examples so many times. */
  train(examples: readonly Example[], passes: number): void;
  /** All weights in one list, which may be written to. */
  readonly weights: Float64Array;
}

/** A row and what followed it. */
export interface Example {
  readonly row: SparseRow;
  readonly target: number;
}

const LEARNING_RATE = 0.02;
/** Standard deviation of the weights at first, times the root of the number of inputs that are not 0, about 30. */
const FIRST_WEIGHT = 0.3;

/** Creates a network whose first weights depend on its size alone. */
export function createSmallNetwork(inputs: number, units: number): SmallNetwork {
  const { between } = createStream("small network", inputs, units);
  const outAt = inputs * units + units;
  const weights = new Float64Array(outAt + units + 1);
  for (let i = 0; i < inputs * units; i++) weights[i] = between(-FIRST_WEIGHT, FIRST_WEIGHT);

  function activate(row: SparseRow): Float64Array {
    const hidden = new Float64Array(units + 1);
    for (let u = 0; u < units; u++) hidden[u] = weights[inputs * units + u]!;
    for (let k = 0; k < row.length; k += 2) {
      const [at, value] = [row[k]! * units, row[k + 1]!];
      for (let u = 0; u < units; u++) hidden[u] = hidden[u]! + weights[at + u]! * value;
    }
    for (let u = 0; u < units; u++) hidden[u] = tanh(hidden[u]!);
    hidden[units] = 1;
    return hidden;
  }

  function descend({ row, target }: Example): void {
    const hidden = activate(row);
    let error = -target;
    for (let u = 0; u <= units; u++) error += hidden[u]! * weights[outAt + u]!;
    const step = LEARNING_RATE * Math.max(-2, Math.min(2, error));
    for (let u = 0; u < units; u++) {
      const back = step * weights[outAt + u]! * (1 - hidden[u]! * hidden[u]!);
      weights[outAt + u] = weights[outAt + u]! - step * hidden[u]!;
      weights[inputs * units + u] = weights[inputs * units + u]! - back;
      for (let k = 0; k < row.length; k += 2) {
        const at = row[k]! * units + u;
        weights[at] = weights[at]! - back * row[k + 1]!;
      }
    }
    weights[outAt + units] = weights[outAt + units]! - step;
  }

  // The output begins small, so that the first gradients reach the hidden layer without being noise.
  for (let u = 0; u < units; u++) weights[outAt + u] = between(-0.1, 0.1);
  return {
    weights,
    hidden: (row) => activate(toSparse(row)),
    train: (examples, passes) => {
      for (let pass = 0; pass < passes; pass++) for (const one of examples) descend(one);
    },
  };
}
