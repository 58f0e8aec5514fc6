import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

const { next } = createStream(1, "pca test");
const noise = () => normalQuantile(next());

/** Two correlated values and an independent third one. */
function point(step: number, change: readonly [number, number] = [0, 0]) {
  const together = 3 * noise();
  const values = [together + 0.3 * noise() + change[0], together + 0.3 * noise() + change[1], 0.5 * noise()];
  return { timeSeconds: 5 * step, values: Float64Array.from(values) };
}

Deno.test("pca scores a point that breaks a correlation higher than one as far out along it", () => {
  const detector = createStreamDetector("pca", { dimensions: 3, seed: 1 });
  detector.fit(Array.from({ length: 2000 }, (_, step) => point(step)));
  const mean = (change: readonly [number, number]) => {
    const state = detector.saveState();
    const scores = Array.from({ length: 50 }, () => {
      detector.loadState(state);
      return detector.update(point(2000, change));
    });
    return scores.reduce((sum, score) => sum + score) / scores.length;
  };
  const [usual, along, across] = [mean([0, 0]), mean([4, 4]), mean([2, -2])];
  ok(across > 2 * along && across > 2 * usual, `${usual} ${along} ${across}`);
});

Deno.test("pca finds a break of the rhythm of a single value, though the value itself is usual", () => {
  const detector = createStreamDetector("pca", { dimensions: 1, seed: 1 });
  const wave = (step: number) => ({
    timeSeconds: 5 * step,
    values: Float64Array.of(Math.sin(step) + 0.05 * noise()),
  });
  detector.fit(Array.from({ length: 2000 }, (_, step) => wave(step)));
  const usual = Array.from({ length: 100 }, (_, i) => detector.update(wave(2000 + i)));
  const broken = detector.update({ timeSeconds: 10_500, values: Float64Array.of(-Math.sin(2100)) });
  ok(broken > 1.5 * Math.max(...usual), `${broken} ${Math.max(...usual)}`);
});
