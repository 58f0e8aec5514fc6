import { deepStrictEqual, ok, throws } from "node:assert";
import { createStream } from "../random/mod.ts";
import type { LabelledSeries } from "../model/mod.ts";
import { createStreamDetector } from "./catalogue.ts";
import type { StreamDetector } from "./detector.ts";
import { scoreInHindsight, windowMeans } from "./hindsight.ts";

/** Scores a point by its first value. */
const mirror = (): StreamDetector => ({
  name: "mirror",
  fit: () => {},
  update: ({ values }) => values[0]!,
  saveState: () => null,
  loadState: () => {},
});
const ensemble = (dimensions: number) => () => createStreamDetector("ensemble", { dimensions, seed: 1 });

function seriesOf(values: readonly number[], { columns = 1, warmupRows = 2 } = {}): LabelledSeries {
  return {
    name: "made up",
    columns: Array.from({ length: columns }, (_, i) => `c${i}`),
    timesSeconds: Float64Array.from({ length: values.length / columns }, (_, row) => 60 * row),
    values: Float64Array.from(values),
    windows: [],
    warmupRows,
  };
}

Deno.test("scoreInHindsight() takes the higher score of both readings, then the mean of what is there of a window", () => {
  // Forwards 0 0 3 0 6 1, backwards 9 1 3 0 0 0.
  const series = seriesOf([9, 1, 3, 0, 6, 1]);
  deepStrictEqual([...scoreInHindsight(mirror, series, { windowRows: 1 })], [9, 1, 3, 0, 6, 1]);
  deepStrictEqual(
    [...scoreInHindsight(mirror, series, { windowRows: 3 })],
    [5, 13 / 3, 4 / 3, 3, 7 / 3, 3.5],
  );
});

Deno.test("scoreInHindsight() of a recording read from its end is the same, row by row", () => {
  const { next } = createStream(3, "hindsight");
  const [rows, columns] = [900, 3];
  const values = Array.from(
    { length: rows * columns },
    (_, i) => i % 97 === 5 ? NaN : next() + (i > 1500 ? 2 : 0),
  );
  const series = seriesOf(values, { columns, warmupRows: 135 });
  const gaps = Array.from({ length: rows }, () => 1 + Math.floor(20 * next()));
  let time = 1_700_000_000;
  series.timesSeconds.set(gaps.map((gap) => time += gap));
  const turn = series.timesSeconds[0]! + time;
  const turned: LabelledSeries = {
    ...series,
    timesSeconds: series.timesSeconds.map((seconds) => turn - seconds).reverse(),
    values: Float64Array.from({ length: rows }, (_, row) => row).reverse()
      .reduce((all, row, i) => {
        all.set(series.values.subarray(row * columns, (row + 1) * columns), i * columns);
        return all;
      }, new Float64Array(values.length)),
  };
  const there = scoreInHindsight(ensemble(columns), series);
  const back = scoreInHindsight(ensemble(columns), turned).reverse();
  const farthest = Math.max(...there.map((score, row) => Math.abs(score - back[row]!)));
  ok(farthest < 1e-9, `scores lie up to ${farthest} apart`);
});

/** Scores a point by the time since the one before it, or since the last one learnt. */
function sinceLast(): StreamDetector {
  let last = 0;
  return {
    ...mirror(),
    fit: (warmup) => void (last = warmup.at(-1)!.timeSeconds),
    update: ({ timeSeconds }) => {
      const since = timeSeconds - last;
      last = timeSeconds;
      return since;
    },
  };
}

Deno.test("scoreInHindsight() lets as much time pass between two rows backwards as forwards", () => {
  const series = {
    ...seriesOf([0, 0, 0, 0, 0], { warmupRows: 1 }),
    timesSeconds: Float64Array.of(10, 11, 13, 17, 25),
  };
  // Forwards 0 1 2 4 8, backwards 1 2 4 8 0.
  deepStrictEqual([...scoreInHindsight(sinceLast, series, { windowRows: 1 })], [1, 2, 4, 8, 8]);
});

Deno.test("scoreInHindsight() leaves no row unjudged where a stream would learn from more than half of them", () => {
  for (const warmupRows of [3, 5, 6]) {
    const series = seriesOf([9, 1, 3, 4, 6, 1], { warmupRows });
    deepStrictEqual([...scoreInHindsight(mirror, series, { windowRows: 1 })], [9, 1, 3, 4, 6, 1]);
  }
  deepStrictEqual([...scoreInHindsight(mirror, seriesOf([7], { warmupRows: 1 }))], [0]);
});

Deno.test("windowMeans() are means of what is there, for any window, and a huge value spoils no others", () => {
  const { next } = createStream(5, "means");
  const values = Float64Array.from({ length: 40 }, () => next());
  for (const windowRows of [1, 3, 7, 39, 41, 79, 81, 1001]) {
    const half = (windowRows - 1) / 2;
    const means = windowMeans(values, windowRows);
    values.forEach((_, row) => {
      const there = values.slice(Math.max(0, row - half), row + half + 1);
      const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
      ok(Math.abs(means[row]! - mean) < 1e-12, `${means[row]} for ${mean} in row ${row} of ${windowRows}`);
    });
  }
  const huge = Float64Array.of(1, 1, 1e300, 1, 1, 1, 2, 3);
  deepStrictEqual([...windowMeans(huge, 3).subarray(4)], [1, 4 / 3, 2, 2.5]);
});

Deno.test("scoreInHindsight() finds what lies in the warm-up of a stream, and ranks what lasts above one odd row", () => {
  const { next } = createStream(4, "hindsight");
  const values = Array.from({ length: 1000 }, () => 20 + next());
  values.fill(40, 60, 66);
  values.fill(40, 800, 806);
  values[700] = 40;
  const scores = scoreInHindsight(ensemble(1), seriesOf(values, { warmupRows: 150 }));
  const highestNear = (row: number) => Math.max(...scores.subarray(row - 5, row + 10));
  const calm = Math.max(
    ...scores.filter((_, row) => [60, 700, 800].every((at) => row < at - 5 || row > at + 15)),
  );
  ok(highestNear(60) > 1.5 * calm, `${highestNear(60)} in the warm-up, ${calm} where nothing is`);
  ok(
    highestNear(800) > 2 * highestNear(700),
    `${highestNear(800)} for six rows, ${highestNear(700)} for one`,
  );
});

Deno.test("scoreInHindsight() tells the rows done, those of both readings", () => {
  const done: number[] = [];
  scoreInHindsight(mirror, seriesOf(Array(2000).fill(1)), { onRows: (rows) => void done.push(rows) });
  deepStrictEqual(done, [1, 501, 1000, 1001, 1501, 2000]);
});

Deno.test("scoreInHindsight() refuses a window that does not lie evenly around its row", () =>
  throws(
    () => scoreInHindsight(mirror, seriesOf([1, 2, 3]), { windowRows: 4 }),
    { name: "UsageError", message: /windowRows.*must be odd.*4/ },
  ));
