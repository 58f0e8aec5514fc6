import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { withoutSeasons } from "./without_seasons.ts";

const ROWS = 24 * 40;
const day = (row: number) => row % 24 < 12 ? 100 : 10;

function seriesOf(...columns: ((row: number) => number)[]) {
  return {
    name: "made up",
    columns: columns.map((_, i) => `column ${i}`),
    timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => 3600 * row),
    values: Float64Array.from(
      { length: ROWS * columns.length },
      (_, at) => columns[at % columns.length]!(Math.floor(at / columns.length)),
    ),
    windows: [],
    warmupRows: 24,
  };
}

Deno.test("withoutSeasons() takes each column's own season off, and leaves the series as it was", () => {
  const series = seriesOf(day, (row) => row % 7, day);
  const before = series.values.slice();
  const { values, columns } = withoutSeasons(series);
  deepStrictEqual(series.values, before);
  deepStrictEqual(columns, series.columns);
  const last = Array.from({ length: 24 }, (_, i) => ROWS - 24 + i);
  const rangeOf = (column: number) => {
    const own = last.map((row) => values[3 * row + column]!);
    return Math.max(...own) - Math.min(...own);
  };
  ok(rangeOf(0) < 20 && rangeOf(2) < 20, `${rangeOf(0)}`);
  // A week is 24 times seven hours.
  ok(rangeOf(1) < 2, `${rangeOf(1)}`);
});

Deno.test("withoutSeasons() leaves what is missing, and learns nothing from it", () => {
  const gaps = withoutSeasons(seriesOf((row) => row % 50 === 3 ? NaN : day(row)));
  strictEqual(
    [...gaps.values].filter(Number.isNaN).length,
    [...Array(ROWS).keys()].filter((row) => row % 50 === 3).length,
  );
  const last = gaps.values.slice(-24).filter((value) => !Number.isNaN(value));
  ok(Math.max(...last) - Math.min(...last) < 20);
});

Deno.test("withoutSeasons() never looks ahead", () => {
  const whole = withoutSeasons(seriesOf(day)).values;
  const changed = withoutSeasons(seriesOf((row) => row < 600 ? day(row) : -5)).values;
  deepStrictEqual(whole.slice(0, 600), changed.slice(0, 600));
});
