import type { Stream } from "../../random/mod.ts";
import { KINDS, type ScorerWeights } from "./scorer.ts";

/** One incident to learn from. */
export interface Example {
  /** Services x features, row by row. */
  readonly features: Float32Array;
  /** The right hypotheses, each as service x `KINDS.length` + kind; services x `KINDS.length` where nothing is wrong. */
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

/** Least scale of a feature: below it a difference means nothing. */
const LEAST_SCALE = 0.05;

/**
 * Fits a scorer by Adam (Kingma and Ba, ICLR 2015) on the cross-entropy of the right hypotheses; where several are right, naming any of
 * them is right. Seeded: the same examples and stream give the same weights.
 */
export function trainScorer(examples: readonly Example[], options: TrainingOptions): ScorerWeights {
  const { featureNames, stream, units, epochs, batch, learningRate, weightDecay } = options;
  const inputs = featureNames.length;
  const { centre, scale } = moments(examples, inputs);
  const scaled = examples.map(({ features, truth }) => ({ x: standardised(features, centre, scale), truth }));
  const sizes = [units * inputs, units, KINDS.length * units, KINDS.length];
  const parameters = new Float64Array(sizes.reduce((a, b) => a + b));
  const [hidden, hiddenBias, output, outputBias] = split(parameters, sizes);
  for (let i = 0; i < hidden!.length; i++) hidden![i] = (stream.next() - 0.5) * 2 / Math.sqrt(inputs);
  for (let i = 0; i < output!.length; i++) output![i] = (stream.next() - 0.5) / Math.sqrt(units);
  const gradient = new Float64Array(parameters.length);
  const layers = { hidden: hidden!, hiddenBias: hiddenBias!, output: output!, outputBias: outputBias! };
  const [g0, g1, g2, g3] = split(gradient, sizes);
  const gradients = { hidden: g0!, hiddenBias: g1!, output: g2!, outputBias: g3! };
  const adam = createAdam(parameters.length, { learningRate, weightDecay });
  const order = Array.from(scaled, (_, i) => i);
  const batches = Math.ceil(order.length / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, stream);
    let loss = 0;
    for (let b = 0; b < batches; b++) {
      gradient.fill(0);
      const members = order.slice(b * batch, (b + 1) * batch);
      for (const i of members) loss += backpropagate(scaled[i]!, layers, gradients, { inputs, units });
      for (let p = 0; p < gradient.length; p++) gradient[p]! /= members.length;
      const progress = (epoch * batches + b) / (epochs * batches);
      adam(parameters, gradient, 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
    options.onEpoch?.(epoch, loss / order.length);
  }
  return {
    features: featureNames,
    centre: [...centre],
    scale: [...scale],
    hidden: [...hidden!],
    hiddenBias: [...hiddenBias!],
    output: [...output!],
    outputBias: [...outputBias!],
    temperature: 1,
  };
}

interface Layers {
  readonly hidden: Float64Array;
  readonly hiddenBias: Float64Array;
  readonly output: Float64Array;
  readonly outputBias: Float64Array;
}

/** Adds the gradient of one example's loss, and returns the loss. */
function backpropagate(
  { x, truth }: { x: Float32Array; truth: readonly number[] },
  { hidden, hiddenBias, output, outputBias }: Layers,
  into: Layers,
  { inputs, units }: { inputs: number; units: number },
): number {
  const kinds = KINDS.length;
  const services = x.length / inputs;
  const activations = new Float64Array(services * units);
  const scores = new Float64Array(services * kinds + 1);
  let largest = 0;
  for (let s = 0; s < services; s++) {
    for (let u = 0; u < units; u++) {
      let sum = hiddenBias[u]!;
      for (let f = 0, w = u * inputs, at = s * inputs; f < inputs; f++, w++, at++) sum += hidden[w]! * x[at]!;
      activations[s * units + u] = Math.tanh(sum);
    }
    for (let k = 0; k < kinds; k++) {
      let sum = outputBias[k]!;
      for (let u = 0; u < units; u++) sum += output[k * units + u]! * activations[s * units + u]!;
      scores[s * kinds + k] = sum;
      if (sum > largest) largest = sum;
    }
  }
  let total = 0;
  for (let i = 0; i < scores.length; i++) total += scores[i] = Math.exp(scores[i]! - largest);
  const right = truth.reduce((sum, i) => sum + scores[i]!, 0);
  const shares = truth.map((i) => scores[i]! / Math.max(right, 1e-300));
  for (let i = 0; i < scores.length; i++) scores[i]! /= total;
  truth.forEach((i, n) => scores[i]! -= shares[n]!);
  const back = new Float64Array(units);
  for (let s = 0; s < services; s++) {
    back.fill(0);
    for (let k = 0; k < kinds; k++) {
      const delta = scores[s * kinds + k]!;
      if (Math.abs(delta) < 1e-9) continue;
      into.outputBias[k]! += delta;
      for (let u = 0; u < units; u++) {
        into.output[k * units + u]! += delta * activations[s * units + u]!;
        back[u]! += delta * output[k * units + u]!;
      }
    }
    for (let u = 0; u < units; u++) {
      const a = activations[s * units + u]!;
      const delta = back[u]! * (1 - a * a);
      if (Math.abs(delta) < 1e-9) continue;
      into.hiddenBias[u]! += delta;
      for (let f = 0, w = u * inputs, at = s * inputs; f < inputs; f++, w++, at++) {
        into.hidden[w]! += delta * x[at]!;
      }
    }
  }
  return -Math.log(Math.max(right / total, 1e-12));
}

function moments(
  examples: readonly Example[],
  inputs: number,
): { centre: Float64Array; scale: Float64Array } {
  const centre = new Float64Array(inputs);
  const square = new Float64Array(inputs);
  let rows = 0;
  for (const { features } of examples) {
    rows += features.length / inputs;
    for (let i = 0; i < features.length; i++) {
      centre[i % inputs]! += features[i]!;
      square[i % inputs]! += features[i]! ** 2;
    }
  }
  const scale = square.map((sum, f) => {
    centre[f]! /= rows;
    return Math.max(LEAST_SCALE, Math.sqrt(Math.max(0, sum / rows - centre[f]! ** 2)));
  });
  return { centre, scale };
}

function standardised(features: Float32Array, centre: Float64Array, scale: Float64Array): Float32Array {
  const inputs = centre.length;
  return features.map((x, i) => (x - centre[i % inputs]!) / scale[i % inputs]!);
}

function split(whole: Float64Array, sizes: readonly number[]): Float64Array[] {
  let used = 0;
  return sizes.map((size) => whole.subarray(used, used += size));
}

function shuffle(items: number[], stream: Stream): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
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
    const [c1, c2] = [1 - 0.9 ** step, 1 - 0.999 ** step];
    for (let i = 0; i < size; i++) {
      const g = gradient[i]!;
      mean[i] = 0.9 * mean[i]! + 0.1 * g;
      square[i] = 0.999 * square[i]! + 0.001 * g * g;
      const move = mean[i]! / c1 / (Math.sqrt(square[i]! / c2) + 1e-8) + weightDecay * parameters[i]!;
      parameters[i]! -= learningRate * schedule * move;
    }
  };
}
