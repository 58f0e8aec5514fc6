import { ok, strictEqual } from "node:assert";
import { normalCdf } from "../../stats/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

/** Values by Lehmer's generator, 0 to 999. */
function made(rows: number): number[] {
  let x = 1;
  return Array.from({ length: rows }, () => {
    x = x * 48271 % 2147483647;
    return x % 1000;
  });
}

/** The definition: the window of a row is listed, and summed anew. */
function plainScore(values: readonly number[], row: number, { size = 6400, slide = 100 } = {}): number {
  const from = Math.max(0, Math.floor((row - size) / slide) * slide);
  const window = values.slice(from, Math.min(row, from + size));
  const mean = window.reduce((sum, x) => sum + x, 0) / window.length;
  const variance = window.reduce((sum, x) => sum + (x - mean) ** 2, 0) / window.length;
  return normalCdf(Math.abs(values[row]! - mean) / (Math.sqrt(variance) || 1e-6));
}

const pointOf = (...values: number[]) => ({ timeSeconds: 0, values: Float64Array.from(values) });

Deno.test("windowed-gaussian equals its definition, before the window of 6,400 rows is full and after", () => {
  // Far from the first rows' level, so that it shows when they leave the window.
  const values = made(6900).map((value, row) => value + (row < 300 ? 5000 : 0));
  const detector = createStreamDetector("windowed-gaussian", { dimensions: 1, seed: 1 });
  detector.fit([pointOf(values[0]!)]);
  const scores = [0, ...values.slice(1).map((value) => detector.update(pointOf(value)))];
  for (const row of [1, 2, 3, 50, 299, 300, 500, 6399, 6400, 6401, 6499, 6500, 6599, 6600, 6899]) {
    const expected = plainScore(values, row);
    ok(Math.abs(scores[row]! - expected) < 1e-12, `row ${row}: ${scores[row]} is not ${expected}`);
  }
});

Deno.test("windowed-gaussian takes window and slide from its parameters, where one does not divide the other too", () => {
  const values = made(900).map((value, row) => value + (row < 300 ? 5000 : 0));
  const detector = createStreamDetector("windowed-gaussian:window=150,slide=40", { dimensions: 1, seed: 1 });
  detector.fit([pointOf(values[0]!)]);
  for (let row = 1; row < values.length; row++) {
    const [score, expected] = [
      detector.update(pointOf(values[row]!)),
      plainScore(values, row, { size: 150, slide: 40 }),
    ];
    ok(Math.abs(score - expected) < 1e-12, `row ${row}: ${score} is not ${expected}`);
  }
});

Deno.test("windowed-gaussian scores the dimension that is farthest out, and continues from a state with a full window", () => {
  const detector = createStreamDetector("windowed-gaussian", { dimensions: 2, seed: 1 });
  const points = made(7000).map((value) => pointOf(5, value));
  detector.fit(points.slice(0, 6777));
  const other = createStreamDetector("windowed-gaussian", { dimensions: 2, seed: 1 });
  other.loadState(JSON.parse(JSON.stringify(detector.saveState())));
  for (const point of points.slice(6777)) strictEqual(other.update(point), detector.update(point));
  strictEqual(detector.update(pointOf(5, 1e6)), 1);
  strictEqual(detector.update(pointOf(6, 500)), 1);
});

Deno.test("windowed-gaussian takes 1e-6 for the standard deviation of equal values, as NAB does", () => {
  const detector = createStreamDetector("windowed-gaussian", { dimensions: 1, seed: 1 });
  detector.fit(Array.from({ length: 50 }, () => pointOf(0)));
  ok(Math.abs(detector.update(pointOf(1e-6)) - normalCdf(1)) < 1e-9);
});
