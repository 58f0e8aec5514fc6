import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

const { next } = createStream(1, "ewma test");
const VALUES = Array.from({ length: 400 }, (_, i) => 20 + normalQuantile(next()) + (i % 70 === 69 ? 30 : 0));

/** Scores by the formula, for as many points as are given; the gate opens after 50 changes of the value. */
function expectedScores({ share, gate }: { share: number; gate: number }): number[] {
  let [mean, variance] = [0, 0];
  return VALUES.map((x, i) => {
    const weight = Math.max(share, 1 / (i + 1));
    const deviation = Math.sqrt(variance);
    const z = i === 0 ? 0 : (x - mean) / deviation;
    const step = i < 50 ? x - mean : Math.max(-gate * deviation, Math.min(gate * deviation, x - mean));
    mean += weight * step;
    variance = (1 - weight) * (variance + weight * step * step);
    return Math.abs(i < 50 ? Math.max(-6, Math.min(6, z)) : z);
  });
}

for (const parameters of [{ share: 0.02, gate: 4 }, { share: 0.1, gate: 2 }]) {
  Deno.test(`ewma with ${JSON.stringify(parameters)} is the distance from the mean in standard deviations`, () => {
    const detector = createStreamDetector({ name: "ewma", ...parameters }, { dimensions: 1, seed: 1 });
    const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });
    detector.fit(VALUES.slice(0, 1).map(point));
    const expected = expectedScores(parameters);
    for (let i = 1; i < VALUES.length; i++) {
      const score = detector.update(point(VALUES[i]!));
      ok(Math.abs(score - expected[i]!) < 1e-6 * (1 + expected[i]!), `point ${i}: ${score} ${expected[i]}`);
    }
  });
}
