import { deepStrictEqual } from "node:assert";
import { createStreamDetector } from "./catalogue.ts";
import type { StreamDetector, StreamPoint } from "./detector.ts";
import { scoreSeries, seriesPoints } from "./score_series.ts";

Deno.test("scoreSeries() fits the rows of the warm-up and scores the others, each with its time and all its columns", () => {
  const fitted: StreamPoint[] = [];
  const detector: StreamDetector = {
    name: "sum",
    fit: (warmup) => void fitted.push(...warmup),
    update: ({ timeSeconds, values }) => 1000 * timeSeconds + values.reduce((sum, value) => sum + value, 0),
    saveState: () => null,
    loadState: () => {},
  };
  const series = {
    name: "made up",
    columns: ["a", "b", "c"],
    timesSeconds: Float64Array.of(0, 5, 10, 15),
    values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    warmupRows: 2,
    windows: [],
  };
  deepStrictEqual([...scoreSeries(detector, series)], [0, 0, 10_024, 15_033]);
  deepStrictEqual(fitted.map(({ timeSeconds, values }) => [timeSeconds, ...values]), [[0, 1, 2, 3], [
    5,
    4,
    5,
    6,
  ]]);
});

Deno.test("scoreSeries() tells the rows done: after the warm-up, every 1,000 and at the end", () => {
  const rows = 2600;
  const done: number[] = [];
  scoreSeries(createStreamDetector("ewma", { dimensions: 1, seed: 1 }), {
    name: "a",
    columns: ["x"],
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => row),
    values: Float64Array.from({ length: rows }, (_, row) => row % 7),
    windows: [],
    warmupRows: 100,
  }, { onRows: (count) => void done.push(count) });
  deepStrictEqual(done, [100, 1100, 2100, 2600]);
});

Deno.test("seriesPoints() of no rows is none", () => {
  const series = {
    ...{ name: "made up", columns: ["a"], warmupRows: 1, windows: [] },
    timesSeconds: Float64Array.of(0, 5),
    values: Float64Array.of(1, 2),
  };
  deepStrictEqual([seriesPoints(series, 1, 1), seriesPoints(series, 1, 2).length], [[], 1]);
});
