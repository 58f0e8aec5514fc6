import { beginWork } from "../../model/shown/progress.ts";
import { shuffled, type Stream } from "../../random/mod.ts";
import { KINDS, OUTPUTS, type ScorerWeights } from "./scorer.ts";
import { pow } from "../../stats/mod.ts";
import { tanh } from "../../stats/mod.ts";

/** One incident to learn from. */
export interface Example {
  /** Services x features, row by row; NaN where a feature is missing. */
  readonly features: Float32Array;
  /** The true hypotheses, each as service x `KINDS.length` + kind; services x `KINDS.length` if nothing is wrong. */
  readonly truth: readonly number[];
}

/** How a scorer is trained. */
export interface TrainingOptions {
  readonly featureNames: readonly string[];
  readonly stream: Stream;
  readonly units: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Called after each epoch with its mean loss in nats. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** Weight of the loss per service, relative to that of the hypotheses. */
const AT_FAULT_WEIGHT = 0.5;
/** The least probability in a loss, which keeps it finite. */
const MIN_PROBABILITY = 1e-12;
/** Derivatives below this are skipped. */
const MIN_DELTA = 1e-9;
/** The least scale of a feature: smaller differences mean nothing. */
const MIN_SCALE = 0.05;

/**
 * Fits a scorer by Adam (Kingma and Ba, ICLR 2015) on the sum of two cross-entropies: of the true hypotheses, any of which is right if there
 * are several, and of being at fault, service by service, so that a second fault counts too. The same examples and stream give the same
 * weights.
 */
export function trainScorer(examples: readonly Example[], options: TrainingOptions): ScorerWeights {
  const { featureNames, stream, units, epochs, batch, learningRate, weightDecay } = options;
  const inputs = featureNames.length;
  const { centre, scale } = moments(examples, inputs);
  const sparse = examples.map((example) => sparseOf(example, centre, scale));
  const sizes = [inputs * units, units, OUTPUTS * units, OUTPUTS];
  const parameters = new Float64Array(sizes.reduce((a, b) => a + b));
  const layers = layersIn(parameters, sizes);
  for (let u = 0; u < units; u++) {
    for (let f = 0; f < inputs; f++) {
      layers.hidden[f * units + u] = (stream.next() - 0.5) * 2 / Math.sqrt(inputs);
    }
  }
  for (let i = 0; i < layers.output.length; i++) layers.output[i] = (stream.next() - 0.5) / Math.sqrt(units);
  const gradient = new Float64Array(parameters.length);
  const gradients = layersIn(gradient, sizes);
  const offsets = centre.map((mean, f) => mean / scale[f]!);
  const adam = createAdam(parameters.length, { learningRate, weightDecay });
  let order = Array.from(sparse, (_, i) => i);
  const batches = Math.ceil(order.length / batch);
  using work = beginWork({ label: "trainScorer", unit: "epochs", total: epochs });
  for (let epoch = 0; epoch < epochs; epoch++) {
    order = shuffled(order, stream);
    let loss = 0;
    for (let b = 0; b < batches; b++) {
      gradient.fill(0);
      const members = order.slice(b * batch, (b + 1) * batch);
      const bias = biasAtZero(layers, offsets);
      for (const i of members) loss += backpropagate(sparse[i]!, { ...layers, hiddenBias: bias }, gradients);
      centreGradient(gradients, offsets);
      for (let p = 0; p < gradient.length; p++) gradient[p]! /= members.length;
      const progress = (epoch * batches + b) / (epochs * batches);
      adam(parameters, gradient, 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
    work.update(epoch + 1);
    options.onEpoch?.(epoch, loss / order.length);
  }
  return {
    features: featureNames,
    centre: [...centre],
    scale: [...scale],
    hidden: transposed(layers.hidden, units),
    hiddenBias: [...layers.hiddenBias],
    output: [...layers.output],
    outputBias: [...layers.outputBias],
  };
}

/** Weights, or their gradients. The hidden layer is features x units, so that the inner loops run over its units. */
interface Layers {
  readonly hidden: Float64Array;
  readonly hiddenBias: Float64Array;
  readonly output: Float64Array;
  readonly outputBias: Float64Array;
}

function layersIn(parameters: Float64Array, sizes: readonly number[]): Layers {
  let used = 0;
  const [hidden, hiddenBias, output, outputBias] = sizes.map((size) =>
    parameters.subarray(used, used += size)
  );
  return { hidden: hidden!, hiddenBias: hiddenBias!, output: output!, outputBias: outputBias! };
}

/** Features x units as units x features. */
function transposed(hidden: Float64Array, units: number): number[] {
  const inputs = hidden.length / units;
  return Array.from(hidden, (_, i) => hidden[(i % inputs) * units + Math.floor(i / inputs)]!);
}

/** An example of which only the features other than 0 are kept, since most are 0 at most services. */
interface SparseExample {
  /** The features of service s stand from `starts[s]` up to `starts[s + 1]`. */
  readonly starts: Uint32Array;
  readonly indices: Uint16Array;
  /** Divided by the scale of the feature, but not centred. A missing one is at its mean. */
  readonly values: Float64Array;
  readonly truth: readonly number[];
}

function sparseOf({ features, truth }: Example, centre: Float64Array, scale: Float64Array): SparseExample {
  const inputs = centre.length;
  const starts = new Uint32Array(features.length / inputs + 1);
  const [indices, values]: [number[], number[]] = [[], []];
  for (let i = 0; i < features.length; i++) {
    const f = i % inputs;
    const x = Number.isNaN(features[i]) ? centre[f]! : features[i]!;
    if (x !== 0) {
      indices.push(f);
      values.push(x / scale[f]!);
    }
    if (f === inputs - 1) starts[(i + 1) / inputs] = indices.length;
  }
  return { starts, indices: Uint16Array.from(indices), values: Float64Array.from(values), truth };
}

/** The biases of the hidden units for features that are not centred. @param offsets the scaled mean of each feature */
function biasAtZero({ hidden, hiddenBias }: Layers, offsets: Float64Array): Float64Array {
  const units = hiddenBias.length;
  const bias = hiddenBias.slice();
  for (let f = 0, w = 0; f < offsets.length; f++) {
    const offset = offsets[f]!;
    for (let u = 0; u < units; u++, w++) bias[u]! -= hidden[w]! * offset;
  }
  return bias;
}

/** Turns the gradient by weights of features that are not centred into that of centred ones, in place. */
function centreGradient({ hidden, hiddenBias }: Layers, offsets: Float64Array): void {
  const units = hiddenBias.length;
  for (let f = 0, w = 0; f < offsets.length; f++) {
    const offset = offsets[f]!;
    for (let u = 0; u < units; u++, w++) hidden[w]! -= hiddenBias[u]! * offset;
  }
}

/** Adds the gradient of one example's loss, and returns the loss. */
function backpropagate(example: SparseExample, layers: Layers, into: Layers): number {
  const { starts, indices, values, truth } = example;
  const units = layers.hiddenBias.length;
  const services = starts.length - 1;
  const { activations, outputs } = forward(example, layers);
  const { loss, deltas } = judged(outputs, truth);
  const back = new Float64Array(units);
  for (let s = 0; s < services; s++) {
    back.fill(0);
    for (let k = 0; k < OUTPUTS; k++) {
      const delta = deltas[s * OUTPUTS + k]!;
      if (Math.abs(delta) < MIN_DELTA) continue;
      into.outputBias[k]! += delta;
      for (let u = 0; u < units; u++) {
        into.output[k * units + u]! += delta * activations[s * units + u]!;
        back[u]! += delta * layers.output[k * units + u]!;
      }
    }
    let largest = 0;
    for (let u = 0; u < units; u++) {
      const a = activations[s * units + u]!;
      const delta = back[u]! * (1 - a * a);
      back[u] = delta;
      largest = Math.max(largest, Math.abs(delta));
    }
    if (largest < MIN_DELTA) continue;
    for (let u = 0; u < units; u++) into.hiddenBias[u]! += back[u]!;
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const x = values[at]!;
      for (let u = 0, w = indices[at]! * units; u < units; u++, w++) into.hidden[w]! += back[u]! * x;
    }
  }
  return loss;
}

/** Activations of the hidden units and the outputs, each a row a service. */
function forward(
  { starts, indices, values }: SparseExample,
  { hidden, hiddenBias, output, outputBias }: Layers,
): { activations: Float64Array; outputs: Float64Array } {
  const units = hiddenBias.length;
  const services = starts.length - 1;
  const activations = new Float64Array(services * units);
  const outputs = new Float64Array(services * OUTPUTS);
  const sums = new Float64Array(units);
  for (let s = 0; s < services; s++) {
    sums.set(hiddenBias);
    for (let at = starts[s]!; at < starts[s + 1]!; at++) {
      const x = values[at]!;
      for (let u = 0, w = indices[at]! * units; u < units; u++, w++) sums[u]! += hidden[w]! * x;
    }
    for (let u = 0; u < units; u++) activations[s * units + u] = tanh(sums[u]!);
    for (let k = 0; k < OUTPUTS; k++) {
      let sum = outputBias[k]!;
      for (let u = 0; u < units; u++) sum += output[k * units + u]! * activations[s * units + u]!;
      outputs[s * OUTPUTS + k] = sum;
    }
  }
  return { activations, outputs };
}

/** The loss of an example's outputs in nats, and its derivatives by them. */
function judged(outputs: Float64Array, truth: readonly number[]): { loss: number; deltas: Float64Array } {
  const services = outputs.length / OUTPUTS;
  const deltas = new Float64Array(outputs.length);
  const right = new Set(truth);
  const faulty = new Set(truth.map((i) => Math.floor(i / KINDS.length)));
  let largest = 0;
  for (let i = 0; i < outputs.length; i++) {
    if (i % OUTPUTS < KINDS.length) largest = Math.max(largest, outputs[i]!);
  }
  // The hypothesis of no fault has the score 0.
  const nothing = Math.exp(-largest);
  let [all, wanted] = [nothing, right.has(services * KINDS.length) ? nothing : 0];
  let loss = 0;
  for (let s = 0; s < services; s++) {
    for (let k = 0; k < KINDS.length; k++) {
      const weight = Math.exp(outputs[s * OUTPUTS + k]! - largest);
      all += weight;
      if (right.has(s * KINDS.length + k)) wanted += weight;
    }
    const probability = 1 / (1 + Math.exp(-outputs[s * OUTPUTS + KINDS.length]!));
    const fault = faulty.has(s) ? 1 : 0;
    loss -= AT_FAULT_WEIGHT * Math.log(Math.max(fault ? probability : 1 - probability, MIN_PROBABILITY));
    deltas[s * OUTPUTS + KINDS.length] = AT_FAULT_WEIGHT * (probability - fault);
  }
  for (let s = 0; s < services; s++) {
    for (let k = 0; k < KINDS.length; k++) {
      const weight = Math.exp(outputs[s * OUTPUTS + k]! - largest);
      const share = right.has(s * KINDS.length + k) ? weight / Math.max(wanted, MIN_PROBABILITY) : 0;
      deltas[s * OUTPUTS + k] = weight / all - share;
    }
  }
  return { loss: loss - Math.log(Math.max(wanted / all, MIN_PROBABILITY)), deltas };
}

function moments(
  examples: readonly Example[],
  inputs: number,
): { centre: Float64Array; scale: Float64Array } {
  const centre = new Float64Array(inputs);
  const square = new Float64Array(inputs);
  const rows = new Float64Array(inputs);
  for (const { features } of examples) {
    for (let i = 0; i < features.length; i++) {
      if (Number.isNaN(features[i])) continue;
      rows[i % inputs]!++;
      centre[i % inputs]! += features[i]!;
      square[i % inputs]! += features[i]! ** 2;
    }
  }
  const scale = square.map((sum, f) => {
    const count = Math.max(1, rows[f]!);
    centre[f]! /= count;
    return Math.max(MIN_SCALE, Math.sqrt(Math.max(0, sum / count - centre[f]! ** 2)));
  });
  return { centre, scale };
}

/** Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019). */
function createAdam(
  size: number,
  { learningRate, weightDecay }: { learningRate: number; weightDecay: number },
): (parameters: Float64Array, gradient: Float64Array, schedule: number) => void {
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  let step = 0;
  return (parameters, gradient, schedule) => {
    step++;
    const [c1, c2] = [1 - pow(0.9, step), 1 - pow(0.999, step)];
    for (let i = 0; i < size; i++) {
      const g = gradient[i]!;
      mean[i] = 0.9 * mean[i]! + 0.1 * g;
      square[i] = 0.999 * square[i]! + 0.001 * g * g;
      const move = mean[i]! / c1 / (Math.sqrt(square[i]! / c2) + 1e-8) + weightDecay * parameters[i]!;
      parameters[i]! -= learningRate * schedule * move;
    }
  };
}
