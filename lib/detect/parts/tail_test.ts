import { ok, strictEqual } from "node:assert";
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
