import { ok, strictEqual } from "node:assert";
import type { MetricTable } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import { otherOnset } from "./other_onset.ts";

const [ROWS, ONSET] = [300, 160];
const timeOf = (row: number) => 1.7e9 + 60 * row;

/** Six noisy metrics a minute of which the first three move at a row, by as many spreads as `course` says for each row from then on. */
function recorded(
  seed: number,
  course: (row: number) => number,
  extra?: (row: number) => number,
): MetricTable {
  const { next } = createStream(seed, "other onset");
  const columns = Array.from({ length: 6 }, (_, i) =>
    Float64Array.from(
      { length: ROWS },
      (_, row) =>
        50 + 3 * next() - 1.5 + (i < 3 && row >= ONSET ? course(row - ONSET) : 0) +
        (i === 5 ? extra?.(row) ?? 0 : 0),
    ));
  return {
    indicators: columns.map((_, i) => ({ service: `s${i}`, metric: "x", role: "other" })),
    timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => timeOf(row)),
    columns,
  };
}

const COURSES: Readonly<Record<string, (row: number) => number>> = {
  "a step": () => 12,
  "a ramp": (row) => Math.min(12, row / 3),
  "a slow ramp": (row) => row / 8,
  "an effect half an hour later": (row) => row < 30 ? 0 : 12,
  "a short incident": (row) => row < 15 ? 12 : 0,
  nothing: () => 0,
};

Deno.test("otherOnset() never doubts the right onset: of steps, ramps, late effects, short incidents, or nothing", () => {
  for (const [name, course] of Object.entries(COURSES)) {
    for (let seed = 1; seed <= 17; seed++) {
      ok(Number.isNaN(otherOnset(recorded(seed, course), timeOf(ONSET))), `${name}, seed ${seed}`);
    }
  }
});

Deno.test("otherOnset() finds the right one for one an hour early or late", () => {
  for (const course of [COURSES["a step"]!, COURSES["a short incident"]!]) {
    for (let seed = 1; seed <= 5; seed++) {
      for (const minutes of [-60, 60]) {
        strictEqual(otherOnset(recorded(seed, course), timeOf(ONSET + minutes)), timeOf(ONSET));
      }
    }
  }
});

Deno.test("otherOnset() has doubts where a metric moves at the given onset, a single one moved, or both are near", () => {
  const step = COURSES["a step"]!;
  const creeping = (row: number) => row >= ONSET - 60 && row < ONSET ? (row - ONSET + 60) / 6 : 0;
  ok(Number.isNaN(otherOnset(recorded(1, step, creeping), timeOf(ONSET - 60))));
  const later = (row: number) => row >= ONSET + 60 ? 12 : 0;
  ok(Number.isNaN(otherOnset(recorded(1, step, later), timeOf(ONSET + 60))));
  const alone = (row: number) => row >= ONSET ? 12 : 0;
  ok(Number.isNaN(otherOnset(recorded(1, () => 0, alone), timeOf(ONSET - 60))));
  ok(Number.isNaN(otherOnset(recorded(1, step), timeOf(ONSET - 10))));
});
