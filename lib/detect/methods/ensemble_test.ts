import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

const DAY = 288;

/** Scores of a series of some days at five-minute steps: a daily wave with noise, changed at some steps. */
function scoresOf(days: number, change: (usual: number, step: number) => number): number[] {
  const stream = createStream(7, "ensemble-test");
  const detector = createStreamDetector("ensemble", { dimensions: 1, seed: 1 });
  const points = Array.from({ length: days * DAY }, (_, step) => {
    const usual = 100 + 30 * Math.sin(2 * Math.PI * step / DAY) + 2 * normalQuantile(stream.next());
    return { timeSeconds: 300 * step, values: Float64Array.of(change(usual, step)) };
  });
  detector.fit(points.slice(0, DAY));
  return [...Array(DAY).fill(0), ...points.slice(DAY).map((point) => detector.update(point))];
}

/** Asserts that the change scores higher than any step of the unchanged series. */
function standsOut(change: (usual: number, step: number) => number, first: number, last: number): void {
  const quiet = Math.max(...scoresOf(14, (usual) => usual).slice(7 * DAY));
  const found = Math.max(...scoresOf(14, change).slice(first, last + 1));
  ok(found > quiet, `${found} against ${quiet} where nothing is wrong`);
}

const AT = 10 * DAY + 40;

Deno.test("the ensemble finds a spike", () => {
  standsOut((usual, step) => step === AT ? usual + 60 : usual, AT, AT);
});

Deno.test("the ensemble finds a level that is usual at another time of the day", () => {
  // At the foot of the wave the value is that of its top: within all that was ever seen.
  const foot = 10 * DAY + 216;
  standsOut((usual, step) => step >= foot && step < foot + 6 ? usual + 55 : usual, foot, foot + 6);
});

Deno.test("the ensemble finds a drop to zero at its beginning, and reports it once", () => {
  const scores = scoresOf(14, (usual, step) => step >= AT && step < AT + 24 ? 0 : usual);
  const high = scores.flatMap((score, step) => score > 4 ? [step] : []).filter((step) => step >= AT);
  ok(high[0] === AT && high.length <= 6, `above 4 at ${high.join(", ")}`);
});

Deno.test("the ensemble takes a new level for normal after a day", () => {
  const scores = scoresOf(14, (usual, step) => step >= AT ? usual + 80 : usual);
  ok(scores[AT]! > 4);
  ok(Math.max(...scores.slice(AT + 2 * DAY)) < 4);
});

Deno.test("the ensemble does not alarm when a time of the day comes again for the first time", () => {
  const second = scoresOf(3, (usual) => usual).slice(DAY, 2 * DAY);
  ok(Math.max(...second) < 4, `${Math.max(...second)}`);
});
