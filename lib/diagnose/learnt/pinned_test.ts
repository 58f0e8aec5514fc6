import { significant } from "../../model/testing/significant.ts";
import { createStream } from "../../random/mod.ts";
import { type Example, trainScorer } from "./train_scorer.ts";

// The weights that training gives, number by number: the shipped ones rest on it. After a change made on purpose,
// `deno test --allow-read --allow-write -u FILE` saves the new numbers.

Deno.test("training gives the weights that it gave", async (t) => {
  const stream = createStream(5, "pinned");
  const examples = Array.from({ length: 24 }, (_, i): Example => ({
    features: Float32Array.from({ length: 9 }, () => 2 * stream.next() - 0.5),
    truth: i % 4 === 0 ? [3, 20] : [stream.integer(40)],
  }));
  const weights = trainScorer(examples, {
    featureNames: ["a", "b", "c"],
    stream: createStream(6, "pinned"),
    ...{ units: 3, epochs: 4, batch: 8, learningRate: 0.02, weightDecay: 1e-2 },
  });
  const { centre, scale, hidden, hiddenBias, output, outputBias } = weights;
  await t.assertSnapshot(significant({ centre, scale, hidden, hiddenBias, output, outputBias }));
});
