import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createScorer, KINDS } from "./scorer.ts";
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
