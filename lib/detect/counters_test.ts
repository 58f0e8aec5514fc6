import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { LabelledSeries } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { countersAsRates } from "./counters.ts";

const ROWS = 300;

function seriesOf(columns: Readonly<Record<string, (row: number) => number>>, timed = true): LabelledSeries {
  const all = Object.values(columns);
  return {
    name: "web",
    columns: Object.keys(columns),
    timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => 1.7e9 + 30 * row),
    values: Float64Array.from(
      { length: ROWS * all.length },
      (_, i) => all[i % all.length]!(Math.floor(i / all.length)),
    ),
    windows: [],
    warmupRows: 50,
    timed,
    notes: ["read"],
  };
}

/** A count of 60 a row that starts anew in some rows. */
function counting(...restarts: number[]): (row: number) => number {
  return (row) => 60 * (row - Math.max(0, ...restarts.filter((one) => one <= row)));
}

/** Whether a column of that name is taken for a counter. */
const isCounter = (name: string, valueAt: (row: number) => number) =>
  countersAsRates(seriesOf({ [name]: valueAt })).columns[0] !== name;

Deno.test("countersAsRates() gives the rate a second, none after a restart, and says so", () => {
  const { columns, values, notes } = countersAsRates(
    seriesOf({ http_requests_total: counting(100, 200), cpu: () => 7 }),
  );
  deepStrictEqual(columns, ["http_requests_total/s", "cpu"]);
  deepStrictEqual(notes, [
    "read",
    "http_requests_total is a counter, with 2 restarts: watched as its rate per second",
  ]);
  for (let row = 0; row < ROWS; row++) {
    strictEqual(values[2 * row], row === 100 || row === 200 ? NaN : 2, `row ${row}`);
    strictEqual(values[2 * row + 1], 7);
  }
});

Deno.test("countersAsRates() counts over gaps and over rows at the same time, and by rows without times", () => {
  const gaps = seriesOf({ sent: (row) => row >= 40 && row < 43 ? NaN : 60 * row + 1 });
  const { values } = countersAsRates(gaps);
  ok(values.every((rate, row) => row >= 40 && row < 43 ? Number.isNaN(rate) : rate === 2));
  const twice = {
    ...gaps,
    timesSeconds: gaps.timesSeconds.map((time, row) => row === 90 ? time - 30 : time),
  };
  const doubled = countersAsRates(twice).values;
  deepStrictEqual([...doubled.subarray(89, 93)], [2, NaN, 2, 2]);
  // The hour that comes twice: the clock stands still in 12 rows and is an hour behind afterwards.
  const held = gaps.timesSeconds.map((time, row) =>
    row < 90 ? time : row < 102 ? gaps.timesSeconds[89]! : time - 360
  );
  ok(countersAsRates({ ...gaps, timesSeconds: held }).values.subarray(50).every((rate) => rate === 2));
  const rows = countersAsRates(seriesOf({ sent: counting() }, false));
  deepStrictEqual([rows.columns[0], rows.values[7], rows.notes![1]], [
    "sent/row",
    60,
    "sent is a counter: watched as its rate per row",
  ]);
});

Deno.test("countersAsRates() tells a counter by its name or by a steady rise", () => {
  const { next } = createStream(3, "counters");
  const steps = Float64Array.from({ length: ROWS }, () => Math.floor(20 * next()));
  const sum = (row: number) => steps.subarray(0, row + 1).reduce((a, b) => a + b, 0);
  const rare = (row: number) => Math.floor(row / 60);
  ok(isCounter("bytes", sum) && isCounter("request_count", sum) && isCounter("value", counting(150)));
  ok(isCounter("value", (row) => row < 150 ? 1e9 + 1e6 * row : 1e6 * (row - 150)));
  ok(isCounter("errors_total", rare) && isCounter("Total errors", rare));
  ok(isCounter('http_requests_total{code="200"}', sum));
});

Deno.test("countersAsRates() leaves levels alone: noise, trends, lone errors, steps, memory that leaks", () => {
  const { next } = createStream(4, "levels");
  const noise = Float64Array.from({ length: ROWS }, () => next());
  ok(!isCounter("requests_total", (row) => noise[row]!));
  ok(!isCounter("value", (row) => 500 + row));
  ok(!isCounter("value", (row) => row + 20 * noise[row]!));
  ok(!isCounter("error_count", (row) => Number(row % 70 === 0)));
  ok(!isCounter("errors_total", (row) => Number(row % 70 === 0)));
  ok(!isCounter("replica_count", (row) => row < 100 ? 3 : 5));
  ok(!isCounter("heap_used", (row) => 1 + 9 * row));
  ok(!isCounter("balance_total", (row) => row - 100));
  ok(!isCounter("up", () => 1));
  const level = seriesOf({ cpu: (row) => noise[row]! });
  strictEqual(countersAsRates(level), level);
});
