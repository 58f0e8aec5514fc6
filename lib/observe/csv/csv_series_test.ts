import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { csvSeries } from "./csv_series.ts";
import { madeUpTable } from "../testing/made_up_series.ts";
import { isoSeconds } from "../reading/times.ts";

const refused = (text: string, message: RegExp | string, options = {}) =>
  throws(() => csvSeries(text, "m.csv", options), { name: "UsageError", message });

Deno.test("a wide table is read without a word: times, metrics, label and warm-up are found", () => {
  const { name, columns, timesSeconds, values, windows, warmupRows } = csvSeries(madeUpTable(), "web/1.csv");
  strictEqual(name, "web/1");
  deepStrictEqual(columns, ["cpu", "latency_ms"]);
  deepStrictEqual([...timesSeconds.subarray(0, 3)], [1709251200, 1709251260, 1709251320]);
  deepStrictEqual([...values.subarray(6, 12)], [23, 0.75, NaN, 1, 21, 1.25]);
  ok(Number.isNaN(values[15]), "NaN is missing");
  deepStrictEqual([windows, warmupRows], [[[16, 19]], 3]);
});

Deno.test("columns, order and warm-up can be told", () => {
  const { columns, windows, warmupRows, timesSeconds } = csvSeries(madeUpTable(), "m.csv", {
    time: null,
    values: ["is_anomaly", "cpu"],
    label: null,
    warmupRows: 7,
  });
  deepStrictEqual(columns, ["is_anomaly", "cpu"]);
  deepStrictEqual([windows, warmupRows, timesSeconds[19]], [[], 7, 19]);
  refused(madeUpTable(), /the column "cpus" \(the nearest is "cpu"\)/, { values: ["cpus"] });
  refused(madeUpTable(), /needs a whole number of 1 to 20 rows, which "m\.csv" has, found 21/, {
    warmupRows: 21,
  });
  refused(madeUpTable(), /"cpu" can't be a value and the time or label at once/, {
    time: "cpu",
    values: ["cpu"],
  });
});

Deno.test("numeric times are seconds, milliseconds or nanoseconds since 1970 by their size, or row numbers", () => {
  const times = (rows: string) => [...csvSeries(`t,value\n${rows}`, "m.csv").timesSeconds];
  deepStrictEqual(times("1700000000,1\n1700000060,1\n"), [1_700_000_000, 1_700_000_060]);
  deepStrictEqual(times("1700000000500,1\n1700000060000,1\n"), [1_700_000_000.5, 1_700_000_060]);
  deepStrictEqual(times("1700000000000000000,1\n1700000060000000000,1\n"), [1_700_000_000, 1_700_000_060]);
  deepStrictEqual(times("0,1\n1,1\n2,1\n"), [0, 1, 2]);
});

Deno.test("a time column is known by its name, by ISO text, by seconds since 1970 or by counting the rows; else rows are counted", () => {
  const columns = (text: string) => csvSeries(text, "m.csv").columns;
  deepStrictEqual(columns(",value\n0,5\n1,7\n2,5\n"), ["value"]);
  deepStrictEqual(columns("when,value\n2024-01-01,5\n2024-01-02,7\n"), ["value"]);
  deepStrictEqual(columns("x,value\n1700000000,5\n1700000300,7\n"), ["value"]);
  const bare = csvSeries("Data,Label\n3.5,0\n9,1\n1,0\n", "m.csv");
  deepStrictEqual([bare.columns, [...bare.timesSeconds], bare.windows], [["Data"], [0, 1, 2], [[1, 1]]]);
});

Deno.test("ISO times without a zone are in UTC, and any other text is no time", () => {
  const noon = Date.UTC(2024, 2, 1, 12) / 1000;
  for (const text of ["2024-03-01 12:00", "2024-03-01T12:00:00.000Z", "2024-03-01 14:00:00+0200"]) {
    strictEqual(isoSeconds(text), noon, text);
  }
  for (const text of ["", "1 March 2024", "2024-03-01T25:00", "2024-13-01", "12:00"]) {
    ok(Number.isNaN(isoSeconds(text)), text);
  }
});

Deno.test("a mistake is named with file, line and cell, what was expected and what was found", () => {
  refused(
    "time,cpu\n2024-01-01,1\n2024-01-02,fast\n2024-01-03,1\n",
    'm.csv:3:2: expected a number in the column "cpu", found "fast"',
  );
  refused(
    "time,cpu\n2024-01-02,1\n2024-01-01,1\n",
    'm.csv:3:1: expected times that never fall in the column "time", found "2024-01-01"',
  );
  refused(
    "time,cpu\n2024-01-02,1\n2024-01-03,1\n,1\n",
    'm.csv:4:1: expected a time in the column "time", found ""',
  );
  refused(
    "time,cpu,label\n1,1,odd\n2,1,0\n",
    'm.csv:2:3: expected 0 or 1 in the column "label", found "odd"',
  );
  refused("time,cpu,cpu\n1,1,1\n", 'm.csv:1:3: expected column names that differ, found "cpu"');
  refused("time,cpu\n", "m.csv: expected rows below the header, found none");
  refused("time,host\n1,a\n2,b\n", 'm.csv:1: expected a column of numbers, found "time,host"');
  refused("time,cpu\n1,1\n2\n", "m.csv:3: expected 2 cells, found 1");
});
