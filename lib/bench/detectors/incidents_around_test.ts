import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { hindsightRule } from "./alarm_rule.ts";
import { alarmsOf } from "./alarms.ts";
import { incidentsAround } from "./incidents_around.ts";
import { plotAlarms } from "./pictures/alarms.ts";
import { type DetectorScores, scoreDetectors } from "./score_detectors.ts";

/** Rows of ten days at five-minute steps. */
const ROWS = 2880;

/** Ten days of a load around 50, or of one that follows the hours, changed. */
function recording(
  change: (value: number, row: number) => number,
  { daily = false } = {},
): LabelledSeries {
  const { next } = createStream(7, "recording");
  const usual = (row: number) => (daily ? 60 + 40 * Math.sin(row * 2 * Math.PI / 288) : 50) + 8 * next();
  return {
    name: "load",
    columns: ["load"],
    timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => 1.7e9 + 300 * row),
    values: Float64Array.from({ length: ROWS }, (_, row) => change(usual(row), row)),
    windows: [],
    warmupRows: 432,
  };
}

const between = (first: number, last: number, by = 60) => (value: number, row: number) =>
  row >= first && row <= last ? value + by : value;

function judgedInHindsight(series: LabelledSeries, windowRows = 5): DetectorScores {
  return scoreDetectors(series, {
    detectors: ["ensemble"],
    hindsight: { windowRows },
    rule: hindsightRule({ everySeconds: 7 * 86_400 }, "one a week"),
  })[0]!;
}

const listed = (series: LabelledSeries, windowRows?: number) =>
  alarmsOf({ series, scores: judgedInHindsight(series, windowRows) }).map(({ rows }) => rows);

Deno.test("in hindsight an alarm has the rows in which values were off, wherever they lie and however long they last", () => {
  const last = ROWS - 1;
  const cases: [number, number][] = [
    [0, 11], // no row before it
    [3, 30],
    [200, 223], // where a stream learns
    [1500, 1500],
    [1500, 1523],
    [1440, 1727], // a day
    [last - 11, last], // no row after it
    [last, last],
  ];
  for (const rows of cases) {
    for (const windowRows of [1, 5, 25]) {
      const series = recording(between(...rows));
      deepStrictEqual(listed(series, windowRows), [rows], `rows ${rows}, means over ${windowRows}`);
    }
  }
});

Deno.test("in hindsight an alarm in a load that follows the hours has the rows in which it was off", () => {
  const daily = { daily: true };
  deepStrictEqual(listed(recording(between(1500, 1523), daily)), [[1500, 1523]]);
  // Down to what is usual at night.
  const down = (value: number, row: number) => row >= 1512 && row < 1536 ? 22 : value;
  deepStrictEqual(listed(recording(down, daily)), [[1512, 1535]]);
});

Deno.test("in hindsight a level that stays is an alarm where it begins, not the rows before it", () => {
  for (const daily of [false, true]) {
    const [rows, ...others] = listed(recording(between(1500, ROWS), { daily }));
    deepStrictEqual(others, []);
    ok(rows![0] >= 1500 && rows![0] <= 1504, `begins in row ${rows![0]}`);
  }
  deepStrictEqual(listed(recording(between(2500, ROWS))), [[2500, ROWS - 1]]);
});

Deno.test("in hindsight an incident is listed once, and two of them twice", () => {
  const both = recording((value, row) => between(700, 720)(between(1500, 1620)(value, row), row));
  const scores = scoreDetectors(both, {
    detectors: ["ensemble"],
    hindsight: { windowRows: 5 },
    rule: hindsightRule({ everySeconds: 2 * 86_400 }, "several"),
  })[0]!;
  const off = alarmsOf({ series: both, scores }).map(({ rows }) => rows)
    .filter(([first, last]) => last >= 690 && first <= 740 || last >= 1490 && first <= 1640);
  deepStrictEqual(off, [[700, 720], [1500, 1620]]);
});

Deno.test("incidentsAround() finds the rows of an outage from a run at its end, its beginning or in its middle", () => {
  const series = recording(between(1500, 1599));
  for (const core of [[1500, 1503], [1596, 1599], [1598, 1602]] as const) {
    const [incident] = incidentsAround(series, [{ run: core, core }]);
    deepStrictEqual([incident!.start, incident!.end], [1500, 1599], `from rows ${core}`);
  }
  const both = [[1498, 1503], [1597, 1602]].map(([first, last]) => {
    const rows = [first!, last!] as const;
    return { run: rows, core: rows };
  });
  deepStrictEqual(incidentsAround(series, both).map(({ start, end }) => [start, end]), [[1500, 1599]]);
});

Deno.test("a picture has the alarms that are listed, in hindsight as well", () => {
  const series = recording((value, row) => between(700, 711)(between(716, 727)(value, row), row));
  const scores = judgedInHindsight(series, 1);
  strictEqual(alarmsOf({ series, scores }).length, 1);
  ok(plotAlarms(series, scores).textContent?.includes("raises 1 alarm in load"));
});

Deno.test("in hindsight no mean is an alarm where no row would be one by itself, and one of a calm recording is none for long", () => {
  const scores = judgedInHindsight(recording((value) => value), 25);
  const raised = alarmsOf({ series: recording((value) => value), scores });
  ok(raised.length <= 2, `${raised.length} alarms`);
  for (const { rows: [first, last] } of raised) ok(last - first < 12, `rows ${first} to ${last}`);
});

/** First and last row of each incident that runs with these cores report. */
function extents(series: LabelledSeries, cores: readonly (readonly [number, number])[]) {
  return incidentsAround(series, cores.map((core) => ({ run: core, core }))).map((
    { start, end },
  ) => [start, end]);
}

Deno.test("incidentsAround() holds the first rows against those after them, without a later incident", () => {
  const both = recording((value, row) => between(5, 14)(between(300, 399)(value, row), row));
  deepStrictEqual(extents(both, [[12, 14], [300, 399]]), [[5, 14], [300, 399]]);
});

Deno.test("incidentsAround() takes a level that ends early for the odd one where the recording begins with it", () => {
  deepStrictEqual(extents(recording(between(0, 299)), [[297, 302]]), [[0, 299]]);
});

Deno.test("incidentsAround() finds an outage within the range of a load that comes and goes by its jumps", () => {
  const load = Float64Array.from({ length: 2000 }, (_, row) => 100 + 90 * Math.sin(row / 46) + row % 5);
  load.fill(12, 937, 962);
  const timesSeconds = load.map((_, row) => 1.7e9 + 300 * row);
  const daily = { ...recording((value) => value), timesSeconds, values: load };
  for (const core of [[935, 939], [959, 961]] as const) {
    deepStrictEqual(extents(daily, [core]), [[937, 961]], `from rows ${core}`);
  }
});

Deno.test("in hindsight what lasts longer than all that came before it is no incident, and neighbours are no chain", () => {
  const { next } = createStream(9, "year");
  const year = {
    ...recording((value) => value),
    timesSeconds: Float64Array.from({ length: 366 }, (_, row) => 1.7e9 + 86_400 * row),
    values: Float64Array.from(
      { length: 366 },
      (_, row) => 60 - 30 * Math.cos(2 * Math.PI * row / 366) + 6 * next(),
    ),
  };
  // Of February, which all of the year but December is warmer than.
  const [[start, end]] = extents(year, [[30, 32]]) as [[number, number]];
  ok(start >= 30 && end <= 32, `rows ${start} to ${end}`);
  const twice = recording((value, row) => between(1100, 1699)(between(1706, 2305)(value, row), row));
  deepStrictEqual(extents(twice, [[1100, 1699], [1706, 2305]]), [[1100, 1699], [1706, 2305]]);
});
