import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createTail } from "./tail.ts";

/** A tail that has seen `count` scores, drawn by inversion. */
function after(count: number, draw: (uniform: number) => number) {
  const stream = createStream(1, "tail");
  const tail = createTail();
  for (let i = 0; i < count; i++) tail.next(draw(stream.next()));
  return tail;
}

const near = (value: number, expected: number, tolerance: number) =>
  ok(Math.abs(value - expected) <= tolerance, `${value} is not ${expected} +- ${tolerance}`);

Deno.test("a tail gives a score the -log10 of the share of scores above it", () => {
  const tail = after(5000, (u) => -Math.log(u));
  for (const share of [0.5, 0.2, 0.1, 0.05]) near(tail.next(-Math.log(share)), -Math.log10(share), 0.05);
});

Deno.test("a tail extrapolates a Pareto tail far beyond the scores it has seen", () => {
  // The share above x is x ** -4, so a score of 20 is met once in 160,000.
  near(after(20_000, (u) => u ** -0.25).next(20), 4 * Math.log10(20), 0.6);
});

Deno.test("a tail finds a high score the rarer, the lighter the tail is", () => {
  const light = after(5000, (u) => Math.abs(normalQuantile(u)));
  const heavy = after(5000, (u) => 1 / u);
  ok(light.next(20) > 8, "20 standard deviations");
  ok(heavy.next(20) < 2, "the largest of twenty");
});

Deno.test("a tail counts scores of the tail that follow one another as one event", () => {
  const once = after(2000, (u) => u);
  const often = after(2000, (u) => u);
  once.next(10);
  for (let i = 0; i < 15; i++) often.next(10);
  strictEqual(often.next(0.5), once.next(0.5));
});

Deno.test("a tail answers 0 to its first scores and to constant zeros", () => {
  const tail = createTail();
  for (let i = 0; i < 10; i++) strictEqual(tail.next(1000 * i), 0);
  strictEqual(after(1000, () => 0).next(0), 0);
});

Deno.test("an event of the tail counts at its maximum, whenever in the event that came", () => {
  const answers = [[10, 10, 20], [20, 10, 10], [10, 20, 10]].map((event) => {
    const tail = after(2000, (u) => u);
    for (const score of event) tail.next(score);
    // The tail is fitted again every 20 scores.
    for (let i = 0; i < 40; i++) tail.next(0.5);
    return [0.9, 5, 15, 30].map((score) => tail.next(score)).join(" ");
  });
  strictEqual(new Set(answers).size, 1, answers.join("; "));
});

Deno.test("a tail of zeros alone finds what follows as rare as they are many", () => {
  for (const count of [30, 3000]) near(after(count, () => 0).next(7), Math.log10(count + 1), 1e-9);
});

Deno.test("a tail of scores that are mostly 0 begins at the lowest of the others, whatever their unit", () => {
  for (const unit of [1e-4, 1, 1e4]) {
    const tail = after(3000, (u) => u < 0.01 ? unit : 0);
    const [usual, tenfold] = [tail.next(unit), tail.next(10 * unit)];
    near(usual, 2, 0.5);
    ok(tenfold > usual + 5, `${tenfold} against ${usual} in the unit ${unit}`);
  }
});

// By hand: a score of 2^k lies at the lower edge of its bin, an eighth of an octave wide; Hill's estimator takes its middle.
const HALF_BIN = Math.LN2 / 16;

/** Hill's index of that many scores at the lowest bin of the tail, and 20 more of the index 0.1. */
const indexOf = (scores: number) => (scores * HALF_BIN + 20 * 0.1) / (scores + 20);

/** A tail that has seen these scores. */
function having(scores: readonly number[]) {
  const tail = createTail();
  for (const score of scores) tail.next(score);
  return tail;
}

Deno.test("the tail consists of the highest 2 %, or of ten scores, and its index is shrunk towards 0.1", () => {
  const cases = [
    // All of them are one bin.
    [100, (_: number) => 1, 100, 1],
    // Ten of a hundred, and 2 % of five thousand.
    [100, (i: number) => i % 10 === 9 ? 4 : 1, 10, 4],
    [5000, (i: number) => i % 50 === 49 ? 4 : 1, 100, 4],
  ] as const;
  for (const [count, scoreOf, inTail, edge] of cases) {
    for (const octaves of [1, 1.5]) {
      const tail = having(Array.from({ length: count }, (_, i) => scoreOf(i)));
      const beyond = octaves * Math.log10(2) / indexOf(inTail);
      near(tail.next(edge * 2 ** octaves), Math.log10((count + 1) / (inTail + 1)) + beyond, 1e-9);
    }
  }
});

Deno.test("a tail answers from the eleventh score on, and never more than 30", () => {
  for (const count of [9, 10]) strictEqual(having(Array(count).fill(1)).next(1e6) > 0, count === 10);
  strictEqual(after(5000, (u) => Math.abs(normalQuantile(u))).next(1e12), 30);
});

Deno.test("from the 10,000th score on each weighs 1 / 20,000 more than the one before", () => {
  const growth = 1 + 1 / 20_000;
  for (const later of [0, 1000, 15_000]) {
    const newest = growth ** later;
    const total = 10_000 + (newest - 1) / (growth - 1);
    near(after(10_000 + later, () => 0).next(7), Math.log10((total + newest) / newest), 1e-6);
  }
});

Deno.test("twenty scores of the tail in a row are one event, more are two; and the first 200 scores count singly", () => {
  const median = (seen: number, run: number) => {
    const tail = after(seen, (u) => u);
    for (let i = 0; i < run; i++) tail.next(10);
    return tail.next(0.5);
  };
  deepStrictEqual([2, 20, 21].map((run) => median(2000, run) === median(2000, 1)), [true, true, false]);
  deepStrictEqual([199, 200].map((seen) => median(seen, 2) === median(seen, 1)), [false, true]);
});
