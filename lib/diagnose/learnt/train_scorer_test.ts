import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createScorer, KINDS, type ScorerWeights } from "./scorer.ts";
import { type Example, trainScorer } from "./train_scorer.ts";

const LEAK = KINDS.indexOf("memory_leak");
const SLOW = KINDS.indexOf("slow_query");

/** Four services; the one at fault stands out in the second feature, and the first tells which of two kinds it is. */
function examples(count: number, seed: number): Example[] {
  const stream = createStream(seed, "examples");
  return Array.from({ length: count }, () => {
    const features = Float32Array.from({ length: 8 }, () => stream.next() - 0.5);
    const service = stream.integer(5);
    if (service === 4) return { features, truth: [4 * KINDS.length] };
    const kind = stream.pick([LEAK, SLOW]);
    features[2 * service] = kind === LEAK ? 2 : -2;
    features[2 * service + 1] = 3;
    return { features, truth: [service * KINDS.length + kind] };
  });
}

const options = (seed: number) => ({
  featureNames: ["which", "here"],
  stream: createStream(seed, "training"),
  units: 6,
  epochs: 30,
  batch: 16,
  learningRate: 0.02,
  weightDecay: 1e-3,
});

Deno.test("a trained scorer names service and kind of examples that it has not seen, and that nothing is wrong", () => {
  const scorer = createScorer(trainScorer(examples(400, 1), options(1)));
  for (const { features, truth } of examples(200, 2)) {
    const { posterior, atFault } = scorer(Float64Array.from(features));
    strictEqual(posterior.length, 4 * KINDS.length + 1);
    ok(Math.abs(posterior.reduce((a, b) => a + b) - 1) < 1e-9);
    strictEqual(posterior.indexOf(Math.max(...posterior)), truth[0]);
    const accused = [...atFault.keys()].filter((s) => atFault[s]! > 0.5);
    deepStrictEqual(accused, truth[0]! < 4 * KINDS.length ? [Math.floor(truth[0]! / KINDS.length)] : []);
  }
});

Deno.test("the same examples and stream give the same weights, another stream others", () => {
  const [once, again, other] = [1, 1, 2].map((seed) => trainScorer(examples(40, 1), options(seed)));
  deepStrictEqual(once, again);
  ok(once!.hidden[0] !== other!.hidden[0]);
});

Deno.test("training lowers the loss, naming either of two faults is right, and both services are held to be at fault", () => {
  const losses: number[] = [];
  const [example] = examples(1, 3);
  const both = { features: Float32Array.of(2, 3, -2, 3, 0, 0, 0, 0), truth: [LEAK, KINDS.length + SLOW] };
  const weights = trainScorer([example!, both], {
    ...options(1),
    epochs: 200,
    onEpoch: (_, loss) => losses.push(loss),
  });
  ok(losses.at(-1)! < 0.2 * losses[0]!);
  const { posterior, atFault } = createScorer(weights)(Float64Array.from(both.features));
  ok(posterior[LEAK]! + posterior[KINDS.length + SLOW]! > 0.9);
  deepStrictEqual([...atFault].map((p) => p > 0.5), [true, true, false, false]);
});

/** Parts of the weights that are trained. */
const TRAINED = ["hidden", "hiddenBias", "output", "outputBias"] as const;

/** The mean loss by the probabilities that a scorer gives: of the true hypotheses, and half of that of each service being at fault or not. */
function lossOf(weights: ScorerWeights, learnt: readonly Example[]): number {
  const scorer = createScorer(weights);
  const losses = learnt.map(({ features, truth }) => {
    const { posterior, atFault } = scorer(Float64Array.from(features));
    const faulty = new Set(truth.map((i) => Math.floor(i / KINDS.length)));
    const own = atFault.reduce((sum, p, s) => sum - Math.log(faulty.has(s) ? p : 1 - p), 0);
    return own / 2 - Math.log(truth.reduce((sum, i) => sum + posterior[i]!, 0));
  });
  return losses.reduce((sum, loss) => sum + loss / learnt.length, 0);
}

/** The slope of the loss along each weight of a part, by central differences. */
function slopes(weights: ScorerWeights, part: typeof TRAINED[number], learnt: readonly Example[]): number[] {
  const step = 1e-4;
  return weights[part].map((w, i) => {
    const at = (value: number) => lossOf({ ...weights, [part]: weights[part].with(i, value) }, learnt);
    return (at(w + step) - at(w - step)) / (2 * step);
  });
}

/** Features of either sign and of many sizes, each with two answers: one fault, another, none, or two. */
function contradictory(): Example[] {
  const stream = createStream(7, "contradictory");
  const truths = [[LEAK], [KINDS.length + SLOW], [2 * KINDS.length], [LEAK, KINDS.length + SLOW]];
  const features = truths.map(() => Float32Array.from({ length: 4 }, () => 3 * (stream.next() - 0.5) ** 3));
  return [...truths, ...truths.toReversed()].map((truth, i) => ({ features: features[i % 4]!, truth }));
}

Deno.test("the first step of training moves every weight by the learning rate, down the slope of the loss", () => {
  const learnt = contradictory();
  const train = (learningRate: number) =>
    trainScorer(learnt, { ...options(1), units: 3, epochs: 1, batch: 8, learningRate, weightDecay: 0 });
  const [start, moved] = [train(0), train(1e-3)];
  for (const part of TRAINED) {
    slopes(start, part, learnt).forEach((slope, i) => {
      if (Math.abs(slope) < 1e-6) return;
      const by = moved[part][i]! - start[part][i]!;
      ok(Math.abs(by + 1e-3 * Math.sign(slope)) < 1e-5, `${part}[${i}]: slope ${slope}, moved by ${by}`);
    });
  }
});

Deno.test("weight decay takes its share of the weights, whatever their slopes (decoupled, as Loshchilov and Hutter say)", () => {
  const train = (learningRate: number, weightDecay: number) =>
    trainScorer(contradictory(), { ...options(1), epochs: 1, batch: 8, learningRate, weightDecay });
  const [start, without, withDecay] = [train(0, 0), train(1e-3, 0), train(1e-3, 0.5)];
  for (const part of TRAINED) {
    start[part].forEach((w, i) => {
      ok(Math.abs(without[part][i]! - withDecay[part][i]! - 1e-3 * 0.5 * w) < 1e-12);
    });
  }
});

Deno.test("training comes to rest where no weight has a slope, at a lower loss", () => {
  const learnt = contradictory();
  const train = (epochs: number) =>
    trainScorer(learnt, { ...options(1), units: 1, epochs, batch: 8, learningRate: 0.05, weightDecay: 0 });
  const [start, rest] = [train(0), train(1500)];
  ok(lossOf(rest, learnt) < 0.5 * lossOf(start, learnt), `${lossOf(start, learnt)} ${lossOf(rest, learnt)}`);
  for (const part of TRAINED) {
    slopes(rest, part, learnt).forEach((slope, i) => ok(Math.abs(slope) < 5e-3, `${part}[${i}]: ${slope}`));
  }
});

Deno.test("training tells the mean loss over the examples of each epoch, before their steps", () => {
  const learnt = contradictory();
  const told: number[] = [];
  const onEpoch = (epoch: number, loss: number) => void (told[epoch] = loss);
  const still = { ...options(1), epochs: 2, batch: 3, learningRate: 0 };
  const expected = lossOf(trainScorer(learnt, { ...still, onEpoch }), learnt);
  strictEqual(told.length, 2);
  for (const loss of told) ok(Math.abs(loss - expected) < 1e-6, `${loss} ${expected}`);
});

Deno.test("a feature that is missing counts as at its mean in training, in training and afterwards", () => {
  const plain = examples(300, 1);
  const gappy = plain.map(({ features, truth }, i) => {
    const some = features.slice();
    if (i % 5 === 0) some[0] = NaN;
    return { features: some, truth };
  });
  const weights = trainScorer(gappy, options(2));
  ok([...weights.hidden, ...weights.output, ...weights.centre, ...weights.scale].every(Number.isFinite));
  const score = createScorer(weights);
  const row = (first: number) => score(Float64Array.of(first, 3, 0, 0, 0, 0, 0, 0));
  deepStrictEqual(row(NaN), row(weights.centre[0]!));
});
