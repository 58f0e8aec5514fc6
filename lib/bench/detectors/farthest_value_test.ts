import { deepStrictEqual } from "node:assert";
import type { LabelledSeries } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { farthestValue } from "./farthest_value.ts";

/** Two days of minutes of a latency around 100 and a share of errors around .01 that also follows the hours. */
function twoValues(change: (row: number) => readonly [number, number]): LabelledSeries {
  const { next } = createStream(3, "two values");
  const rows = 2880;
  return {
    name: "web",
    columns: ["latency", "errors"],
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => 1.7e9 + 60 * row),
    values: Float64Array.from(
      Array.from({ length: rows }, (_, row) => {
        const [latency, errors] = change(row);
        return [100 + 10 * next() + latency, 0.01 + 0.002 * Math.sin(row / 229) + 0.001 * next() + errors];
      }).flat(),
    ),
    windows: [],
    warmupRows: 400,
  };
}

Deno.test("farthestValue() names the value that is off by most for its own spread, not by its size", () => {
  const both = farthestValue(twoValues((row) => row >= 2000 ? [20, 0.03] : row === 1500 ? [80, 0] : [0, 0]));
  deepStrictEqual(both([2000, 2010]), "errors");
  deepStrictEqual(both([1500, 1500]), "latency");
});

Deno.test("farthestValue() names none where each is as usual, also where there is nothing before or a gap", () => {
  for (const rows of [[1500, 1510], [0, 0]] as const) {
    deepStrictEqual(farthestValue(twoValues(() => [0, 0]))(rows), undefined);
  }
  deepStrictEqual(
    farthestValue(twoValues((row) => row === 1500 ? [NaN, NaN] : [0, 0]))([1500, 1500]),
    undefined,
  );
});

Deno.test("farthestValue() takes a constant that moves for the farthest", () => {
  const series = twoValues((row) => row === 1500 ? [40, 0] : [0, 0]);
  const values = series.values.map((value, i) => i % 2 === 0 ? value : i === 2 * 1500 + 1 ? 7 : 5);
  deepStrictEqual(farthestValue({ ...series, values })([1500, 1500]), "errors");
});

Deno.test("farthestValue() in hindsight holds the first rows against those after them", () => {
  const series = twoValues((row) => row < 20 ? [0, 0.03] : [0, 0]);
  deepStrictEqual(farthestValue(series, { isAround: true })([0, 19]), "errors");
  deepStrictEqual(farthestValue(series)([0, 19]), undefined);
});
