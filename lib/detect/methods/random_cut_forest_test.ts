import { ok, throws } from "node:assert";
import type { JsonValue } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import type { StreamDetector } from "../detector.ts";
import { randomCutForest } from "./random_cut_forest.ts";

/** A wave of 40 points with a little noise, `times` as large. */
function wave(step: number, next: () => number, times = 1) {
  const value = Math.sin(2 * Math.PI * step / 40) + 0.05 * normalQuantile(next());
  return { timeSeconds: step, values: Float64Array.of(times * value) };
}

function fitted(times = 1) {
  const { next } = createStream(1, "cut forest test");
  const context = { dimensions: 1, seed: 1 };
  const forest = randomCutForest.stream!(context, { trees: 40, sample: 256, shingle: 4 }) as StreamDetector;
  forest.fit(Array.from({ length: 400 }, (_, step) => wave(step, next, times)));
  return { forest, next };
}

Deno.test("random-cut-forest finds an unusual sequence of usual values", () => {
  const { forest, next } = fitted();
  const usual = Array.from({ length: 200 }, (_, i) => forest.update(wave(400 + i, next)));
  // At the top of the wave it stands at its foot for four points.
  const stuck = Array.from(
    { length: 4 },
    () => forest.update({ timeSeconds: 0, values: Float64Array.of(-1) }),
  );
  ok(Math.max(...stuck) > Math.max(...usual), `${Math.max(...stuck)} against ${Math.max(...usual)}`);
});

Deno.test("random-cut-forest gives the same scores in other units", () => {
  const [one, many] = [fitted(), fitted(1024)];
  for (let step = 400; step < 450; step++) {
    const [a, b] = [one.forest.update(wave(step, one.next)), many.forest.update(wave(step, many.next, 1024))];
    ok(Math.abs(a - b) < 1e-9, `${a} and ${b}`);
  }
});

Deno.test("random-cut-forest refuses a state whose tree does not hold each point once", () => {
  const { forest } = fitted();
  const state = forest.saveState() as { trees: { children: number[] }[] } & Record<string, JsonValue>;
  const [first, ...rest] = state.trees;
  const children = first!.children.with(0, first!.children[1]!);
  throws(
    () => forest.loadState({ ...state, trees: [{ ...first!, children }, ...rest] } as JsonValue),
    /state of the detector "random-cut-forest" at trees: a tree does not hold each point once/,
  );
});
