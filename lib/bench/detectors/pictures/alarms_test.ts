import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type LabelledSeries, UsageError } from "../../../model/mod.ts";
import { toSvg } from "../../../plot/parts/svg.ts";
import { plotAlarms, timeAxis } from "./alarms.ts";

const ROWS = 5000;
const series: LabelledSeries = {
  name: "db",
  columns: ["latency", "errors"],
  timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => 1.4e9 + 60 * row),
  values: Float64Array.from({ length: 2 * ROWS }, (_, i) => i === 900 ? NaN : Math.sin(i / 300)),
  windows: [[1000, 1040], [3000, 3010]],
  warmupRows: 200,
};
const scores = Float64Array.from({ length: ROWS }, (_, row) => row % 1000 === 0 ? 5 : 1);
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

/** A row each of the series, 1 in these. */
const raised = (...rows: number[]) => {
  const alarms = new Uint8Array(series.timesSeconds.length);
  for (const row of rows) alarms[row] = 1;
  return alarms;
};

Deno.test("plotAlarms() counts the alarms and the windows that were found", () => {
  const picture = plotAlarms(series, { detector: "ewma", scores, alarms: raised(1000, 1001, 1020, 4000) });
  strictEqual(titleOf(picture), "ewma raises 3 alarms in db, in 1 of 2 windows");
  const free = plotAlarms({ ...series, windows: [] }, { detector: "ewma", scores, alarms: raised(7) });
  strictEqual(titleOf(free), "ewma raises 1 alarm in db");
});

Deno.test("plotAlarms() names each value and the score, and stays small for many rows", () => {
  const svg = toSvg(plotAlarms(series, { detector: "ewma", scores }));
  for (const name of ["latency", "errors", "score of ewma"]) ok(svg.includes(`>${name}<`), name);
  ok(svg.length < 200_000, `${svg.length}`);
  ok(!svg.includes("NaN"));
});

Deno.test("plotAlarms() draws eight values at most, and says so", () => {
  const columns = Array.from({ length: 12 }, (_, i) => `v${i}`);
  const wide = { ...series, columns, values: new Float64Array(12 * ROWS) };
  const svg = toSvg(plotAlarms(wide, { detector: "ewma", scores }));
  ok(svg.includes(">v7<") && !svg.includes(">v8<") && svg.includes("the first 8 of 12 values"));
  const empty = { ...series, timesSeconds: new Float64Array(), values: new Float64Array() };
  throws(() => plotAlarms(empty, { detector: "x", scores }), UsageError);
});

Deno.test("plotAlarms() draws the level that the scores had to pass, and says where it is too high for the picture", () => {
  const dashed = (levels?: Float64Array) => {
    const svg = toSvg(plotAlarms(series, { detector: "ewma", scores, levels }));
    return [
      svg.includes("stroke-dasharray"),
      svg.includes("dashed: the level to pass"),
      svg.includes("above the picture"),
    ];
  };
  const level = new Float64Array(ROWS).fill(NaN, 0, 200).fill(3, 200);
  deepStrictEqual(dashed(), [false, false, false]);
  deepStrictEqual(dashed(level), [true, true, false]);
  deepStrictEqual(dashed(level.map((one, row) => row < 400 ? Infinity : one)), [true, true, true]);
});

Deno.test("timeAxis() takes seconds since 1970 as dates, and a made-up time in the unit that suits", () => {
  const dated = timeAxis(Float64Array.of(1.4e9, 1.4e9 + 300));
  strictEqual(dated.scale.type, "utc");
  strictEqual(dated.scale.label, "time (UTC), from 2014-05-13 on");
  deepStrictEqual([...dated.xs], [1.4e12, 1.4e12 + 300_000]);
  const hours = timeAxis(Float64Array.of(0, 3600, 16_275));
  strictEqual(hours.scale.label, "hours");
  deepStrictEqual([...hours.xs].slice(0, 2), [0, 1]);
  strictEqual(timeAxis(Float64Array.of(0, 400_000)).scale.label, "days");
  strictEqual(timeAxis(Float64Array.of(5)).scale.label, "seconds");
});

Deno.test("plotAlarms() draws a level far above the scores along the edge, and says how high it is", () => {
  const levels = new Float64Array(ROWS).fill(NaN, 0, 200).fill(40, 200, 900).fill(60, 900);
  const svg = toSvg(plotAlarms(series, { detector: "ewma", scores, levels }));
  ok(svg.includes("stroke-dasharray"));
  ok(svg.includes("↑ level 40 to 60"), "the label");
  ok(!toSvg(plotAlarms(series, { detector: "ewma", scores, levels: levels.map(() => 3) })).includes("↑"));
});

Deno.test("plotAlarms() calls a single column that is named only value as its series", () => {
  const one = { ...series, columns: ["_value"], values: series.values.slice(0, ROWS) };
  const svg = toSvg(plotAlarms(one, { detector: "ewma", scores }));
  ok(svg.includes(">db<") && !svg.includes("_value"));
});

Deno.test("plotAlarms() draws of many values those that move in the alarms", () => {
  const columns = Array.from({ length: 12 }, (_, i) => `v${i}`);
  const values = Float64Array.from({ length: 12 * ROWS }, (_, i) => {
    const [row, column] = [Math.floor(i / 12), i % 12];
    return Math.sin(row * (column + 1)) + (column === 11 && row >= 900 && row < 950 ? 20 : 0);
  });
  const svg = toSvg(
    plotAlarms({ ...series, columns, values }, { detector: "ewma", scores, alarms: raised(900, 901, 902) }),
  );
  ok(svg.includes(">v11<"), "the one that moves");
  ok(svg.includes("the 8 of 12 values that move most in the alarms"));
});

Deno.test("plotAlarms() leaves room for the date of a last tick at the end of the axis", () => {
  // Ten weeks by the hour, which end on a Sunday, as the weekly ticks do.
  const weeks = Float64Array.from({ length: 1680 }, (_, row) => Date.UTC(2024, 2, 4) / 1000 + 3600 * row);
  const long = {
    ...series,
    columns: ["requests"],
    windows: [],
    timesSeconds: weeks,
    values: new Float64Array(1680),
  };
  const svg = toSvg(plotAlarms(long, { detector: "ewma", scores: new Float64Array(1680) }));
  const [, x] = svg.match(/translate\(([\d.]+),[\d.]+\)"[^>]*>2024-05-12</)!;
  ok(Number(x) + 31 <= 860, `${x}`);
});

Deno.test("plotAlarms() draws no line where nothing was recorded for long", () => {
  const [first, end] = [series.timesSeconds[0]!, series.timesSeconds.at(-1)! + 36_000];
  const strokes = (timesSeconds: Float64Array) =>
    toSvg(plotAlarms({ ...series, timesSeconds }, { detector: "ewma", scores })).split(/M\d/).length;
  const holed = series.timesSeconds.map((time, row) => row < 2500 ? time : time + 36_000);
  const even = holed.map((_, row) => first + (end - first) * row / (ROWS - 1));
  // Two values and the score, each in two strokes.
  strictEqual(strokes(holed) - strokes(even), 3);
});
