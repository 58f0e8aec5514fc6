import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { alarmsOf, timeText } from "./alarms.ts";
import { alarmsText, hasUnlistedAlarms } from "./alarms_text.ts";
import { alarmsToCsv } from "./csv.ts";
import { plotAlarms } from "./pictures/alarms.ts";

const series: LabelledSeries = {
  name: "db",
  columns: ["x"],
  timesSeconds: Float64Array.from({ length: 8 }, (_, row) => Date.UTC(2024, 0, 1, row) / 1000),
  values: new Float64Array(8),
  windows: [],
  warmupRows: 1,
};
const scores = {
  detector: "ewma",
  scores: Float64Array.of(0, 1, 7, 9, 1, 1, 1, 8),
  alarms: Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1),
  levels: Float64Array.of(NaN, 5, 5, 6, 6, 6, 6, Infinity),
  microsPerRow: NaN,
};

Deno.test("alarmsOf() makes one alarm of rows next to each other, with the highest score", () => {
  const found = alarmsOf({ series, scores });
  deepStrictEqual(found.map(({ rows, score }) => [...rows, score]), [[2, 3, 9], [7, 7, 8]]);
  const { alarms: _, ...without } = scores;
  deepStrictEqual(alarmsOf({ series, scores: without }), []);
});

/** A value around 10 with a row per minute that is another one in some stretches, and the rows of its alarms where these rows are raised. */
function rowsOf(
  stretches: readonly (readonly [number, number, number])[],
  raised: readonly number[],
): (readonly [number, number])[] {
  const { next } = createStream(1, "incidents");
  const rows = 3000;
  const values = Float64Array.from({ length: rows }, () => 10 + next());
  for (const [first, last, value] of stretches) values.fill(value, first, last + 1);
  const alarms = new Uint8Array(rows);
  for (const row of raised) alarms[row] = 1;
  const long = {
    ...series,
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => 1.7e9 + 60 * row),
    values,
  };
  return alarmsOf({
    series: long,
    scores: { detector: "a", scores: Float64Array.from(alarms), alarms, microsPerRow: NaN },
  }).map(({ rows }) => rows);
}

Deno.test("an alarm ends with the last odd value, whether scores fell before that or stayed high after it", () => {
  deepStrictEqual(rowsOf([[500, 519, 90]], [500]), [[500, 519]]);
  deepStrictEqual(rowsOf([[500, 519, 90]], [500, 501, 505, 511, 519]), [[500, 519]]);
  deepStrictEqual(rowsOf([[500, 503, 0]], Array.from({ length: 40 }, (_, i) => 500 + i)), [[500, 503]]);
});

Deno.test("an alarm at the return to normal belongs to the incident, one some time later does not", () => {
  deepStrictEqual(rowsOf([[500, 519, 90]], [500, 520, 525]), [[500, 519]]);
  deepStrictEqual(rowsOf([[500, 519, 90], [560, 560, 90]], [500, 560]), [[500, 519], [560, 560]]);
});

Deno.test("what was normal is what was there before without the incidents: the second outage of a daily load ends like the first", () => {
  const { next } = createStream(2, "load");
  const load = Float64Array.from({ length: 2000 }, (_, row) => 55 + 45 * Math.sin(row / 46) + 4 * next());
  const alarms = new Uint8Array(2000);
  for (const first of [900, 1300]) {
    load.fill(0, first, first + 40);
    alarms[first] = 1;
  }
  const daily = {
    ...series,
    timesSeconds: Float64Array.from({ length: 2000 }, (_, row) => 1.7e9 + 300 * row),
    values: load,
  };
  const judged = { detector: "a", scores: Float64Array.from(alarms), alarms, microsPerRow: NaN };
  deepStrictEqual(alarmsOf({ series: daily, scores: judged }).map(({ rows }) => rows), [[900, 939], [
    1300,
    1339,
  ]]);
});

Deno.test("an outage within the range of a load that comes and goes lasts until the load jumps back", () => {
  const load = Float64Array.from({ length: 2000 }, (_, row) => 100 + 90 * Math.sin(row / 46) + row % 5);
  const alarms = new Uint8Array(2000);
  // At the top of the wave; a single alarm later is on no jump.
  load.fill(12, 937, 937 + 25);
  alarms[937] = alarms[1400] = 1;
  const daily = { ...series, timesSeconds: load.map((_, row) => 1.7e9 + 300 * row), values: load };
  const judged = { detector: "a", scores: Float64Array.from(alarms), alarms, microsPerRow: NaN };
  deepStrictEqual(alarmsOf({ series: daily, scores: judged }).map(({ rows }) => rows), [[937, 961], [
    1400,
    1400,
  ]]);
});

Deno.test("an outage at noon ends when the load is back, though its value is usual at night", () => {
  const hours = 24 * 40;
  const { next } = createStream(3, "office");
  const load = Float64Array.from(
    { length: hours },
    (_, row) => (row % 24 >= 8 && row % 24 < 18 ? 100 : 0) + 5 * next(),
  );
  const noon = 24 * 35 + 11;
  load.fill(1, noon, noon + 3);
  const alarms = new Uint8Array(hours);
  // Scores stay high for long.
  alarms.fill(1, noon, noon + 20);
  const office = { ...series, timesSeconds: load.map((_, row) => 1_709_510_400 + 3600 * row), values: load };
  const judged = { detector: "a", scores: Float64Array.from(alarms), alarms, microsPerRow: NaN };
  deepStrictEqual(alarmsOf({ series: office, scores: judged }).map(({ rows }) => rows), [[noon, noon + 2]]);
});

Deno.test("an incident may pause for five rows, and lasts to the end of the series if that comes first", () => {
  deepStrictEqual(rowsOf([[500, 505, 90], [511, 514, 90]], [500]), [[500, 514]]);
  deepStrictEqual(rowsOf([[500, 505, 90], [512, 514, 90]], [500]), [[500, 505]]);
  deepStrictEqual(rowsOf([[2900, 2999, 90]], [2900]), [[2900, 2999]]);
  deepStrictEqual(rowsOf([[500, 505, 90], [506, 508, NaN], [509, 512, 90]], [500]), [[500, 512]]);
});

Deno.test("an alarm that no value or a lasting new level explains has the rows above the threshold", () => {
  deepStrictEqual(rowsOf([], [500, 501, 504, 508]), [[500, 504], [508, 508]]);
  deepStrictEqual(rowsOf([[500, 2999, 90]], [500, 501]), [[500, 501]]);
});

Deno.test("an alarm's score is the highest of those that passed the level, beside that level", () => {
  const judged = {
    ...scores,
    scores: Float64Array.of(0, 1, 7, 9, 1, 1, 1, 8),
    alarms: Uint8Array.of(0, 0, 1, 0, 1, 0, 0, 0),
  };
  deepStrictEqual(alarmsOf({ series, scores: judged }).map(({ score, level }) => [score, level]), [[7, 5]]);
});

Deno.test("an alarm tells when its score was highest, also before its first row in hindsight and after its last", () => {
  const { next } = createStream(4, "peaks");
  const values = Float64Array.from({ length: 1000 }, () => 10 + next());
  values.fill(90, 500, 510);
  const timesSeconds = values.map((_, row) => 1.7e9 + 60 * row);
  const peakOf = (peak: number, raised: readonly number[], hindsight = false) => {
    const alarms = new Uint8Array(1000);
    for (const row of raised) alarms[row] = 1;
    const judged = Float64Array.from(alarms);
    judged[peak] = 5;
    const [alarm, ...more] = alarmsOf({
      series: { ...series, timesSeconds, values },
      scores: {
        ...{ detector: "a", scores: judged, alarms, microsPerRow: NaN },
        ...(hindsight && { hindsight: { windowRows: 5 } }),
      },
    });
    strictEqual(more.length, 0);
    return [...alarm!.rows, (alarm!.highestAtSeconds - 1.7e9) / 60];
  };
  deepStrictEqual(peakOf(504, [500, 504]), [500, 509, 504]);
  deepStrictEqual(peakOf(511, [500, 511]), [500, 509, 511]);
  deepStrictEqual(peakOf(498, [498, 499, 500], true), [500, 509, 498]);
});

Deno.test("alarmsText() says of a detector without alarms how near it came", () => {
  const quiet = { ...scores, alarms: new Uint8Array(8), levels: new Float64Array(8).fill(12) };
  const text = alarmsText({ scored: [{ series, scores: quiet }], rule: "1 alarm" });
  match(text, /^No alarm: .*level.*:\ndetector.*\n-.*\newma +2024-01-01T03:00:00Z +3 +9\.000 +12\.00$/m);
  ok(!alarmsText({ scored: [{ series, scores }], rule: "1 alarm" }).includes("No alarm"));
});

Deno.test("alarmsText() lists twenty alarms of several series, each with its series, in the order of time", () => {
  const hosts = Array.from({ length: 30 }, (_, i) => ({
    series: { ...series, name: `host-${i}`, timesSeconds: series.timesSeconds.map((time) => time - 60 * i) },
    scores: {
      ...scores,
      scores: scores.scores.map((score) => score + i),
      alarms: Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0),
    },
  }));
  const text = alarmsText({ scored: hosts, rule: null });
  const listed = [...text.matchAll(/^ewma +host-(\d+) /gm)].map(([, host]) => Number(host));
  deepStrictEqual(listed, Array.from({ length: 20 }, (_, i) => 29 - i));
});

Deno.test("alarmsText() counts no alarms a day where there are no times", () => {
  match(
    alarmsText({ scored: [{ series: { ...series, timed: false }, scores }], rule: null }),
    /^ewma +2 +2857 +-$/m,
  );
});

Deno.test("alarmsText() counts alarms a day over days, and a day is enough", () => {
  const daily = { ...series, timesSeconds: series.timesSeconds.map((_, row) => 86_400 * row) };
  const text = alarmsText({ scored: [{ series: daily, scores }], rule: null });
  match(text, /^ewma +2 +2857 +0\.33$/m);
  ok(!text.includes("too short"));
});

Deno.test("alarmsToCsv() writes when and how odd, and the header alone where there is nothing", () => {
  deepStrictEqual(alarmsToCsv(alarmsOf({ series, scores })).split("\n"), [
    "series,detector,from,until,first_row,last_row,score,level,highest_at",
    "db,ewma,2024-01-01T02:00:00Z,2024-01-01T03:00:00Z,2,3,9,6,2024-01-01T03:00:00Z",
    "db,ewma,2024-01-01T07:00:00Z,2024-01-01T07:00:00Z,7,7,8,,2024-01-01T07:00:00Z",
    "",
  ]);
  strictEqual(alarmsToCsv([]), "series,detector,from,until,first_row,last_row,score,level,highest_at\n");
});

Deno.test("alarmsText() says that there are no labels, counts the alarms and tells the oddest in the order of time", () => {
  const text = alarmsText({ scored: [{ series, scores }], rule: "2 alarms" });
  match(text, /^No labels: .* at 2 alarms$/m);
  match(text, /^ewma +2 +2857 +-$/m);
  match(
    text,
    /^The judged rows span 6 h, too short for a number a day; .* each series may have one however short it is$/m,
  );
  match(text, /^detector +from +until +row +highest at +score +level$/m);
  match(text, /^ewma .* 2 +2024-01-01T03:00:00Z +9\.000 +6\.000$/m);
  match(text, /^ewma .* 8\.000 +-$/m);
  ok(text.indexOf("02:00:00Z") < text.indexOf("07:00:00Z"));
});

Deno.test("alarmsText() says how many alarms there are where it lists a part of them", () => {
  const rows = Array.from({ length: 300 }, (_, row) => row);
  const long = {
    ...series,
    timesSeconds: Float64Array.from(rows, (row) => 1.7e9 + 3600 * row),
    values: new Float64Array(rows.length * series.columns.length),
  };
  const raised = (count: number, names = ["ewma"]) => ({
    scored: names.map((detector) => ({
      series: long,
      scores: {
        ...scores,
        detector,
        scores: Float64Array.from(rows, (row) => row),
        alarms: Uint8Array.from(rows, (row) => Number(row % 10 === 5 && row < 10 * count)),
        levels: new Float64Array(rows.length).fill(5),
      },
    })),
    rule: null,
  });
  match(
    alarmsText(raised(23)),
    /^The 20 of 23 alarms with the highest scores, and the levels that they had to pass:$/m,
  );
  match(
    alarmsText(raised(20)),
    /^All alarms with their highest scores, and the levels that they had to pass:$/m,
  );
  const two = ["ewma", "cusum"];
  match(alarmsText(raised(6, two)), /^Up to 5 alarms of each, the highest scores, and the levels/m);
  deepStrictEqual([20, 23].map((count) => hasUnlistedAlarms(raised(count))), [false, true]);
  deepStrictEqual([5, 6].map((count) => hasUnlistedAlarms(raised(count, two))), [false, true]);
});

Deno.test("timeText() writes UTC where there are dates, else seconds", () => {
  deepStrictEqual([timeText(1.7e9), timeText(12.5)], ["2023-11-14T22:13:20Z", "12.5"]);
});

Deno.test("dates before 1973 are dates in every output, as others of their series are", () => {
  const old = {
    ...series,
    timesSeconds: Float64Array.from({ length: 8 }, (_, row) => Date.UTC(1966 + 2 * row, 0, 1) / 1000),
  };
  const from = ["1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z"];
  const alarms = alarmsOf({ series: old, scores });
  deepStrictEqual(
    alarms.map((alarm) => alarmsToCsv([alarm]).match(/Z|19[78]0[^,]*/)?.[0]),
    from,
  );
  const text = alarmsText({ scored: [{ series: old, scores }], rule: null });
  for (const date of from) ok(text.includes(date), date);
  const picture = plotAlarms(old, { detector: "ewma", scores: scores.scores }).textContent;
  match(picture ?? "", /1980.*UTC/s);
});

Deno.test("alarmsText() names of several values the one that is farthest from usual, and a dash where none is", () => {
  const rows = Array.from({ length: 300 }, (_, row) => row);
  const two = {
    ...series,
    columns: ["cpu", "errors"],
    timesSeconds: Float64Array.from(rows, (row) => 1.7e9 + 3600 * row),
    values: Float64Array.from(rows.flatMap((row) => [row % 7, row === 200 ? 90 : row % 5])),
  };
  const alarms = Uint8Array.from(rows, (row) => Number(row === 200 || row === 250));
  const judged = {
    ...scores,
    alarms,
    scores: Float64Array.from(alarms),
    levels: new Float64Array(300).fill(0.5),
  };
  const text = alarmsText({ scored: [{ series: two, scores: judged }], rule: null });
  match(text, /^detector +from +until +row +oddest value +highest at +score +level$/m);
  match(text, /^ewma .*Z +200 +errors /m);
  match(text, /^ewma .*Z +250 +- /m);
  ok(!alarmsText({ scored: [{ series, scores }], rule: null }).includes("oddest"));
});

Deno.test("alarmsText() in hindsight names the value that was off in the first rows", () => {
  const rows = Array.from({ length: 300 }, (_, row) => row);
  const two = {
    ...series,
    warmupRows: 0,
    columns: ["cpu", "errors"],
    timesSeconds: Float64Array.from(rows, (row) => 1.7e9 + 3600 * row),
    values: Float64Array.from(rows.flatMap((row) => [row % 7, row < 3 ? 90 : row % 5])),
  };
  const alarms = Uint8Array.from(rows, (row) => Number(row < 3));
  const judged = { ...scores, alarms, scores: Float64Array.from(alarms), levels: new Float64Array(300) };
  const text = alarmsText({
    scored: [{ series: two, scores: { ...judged, hindsight: { windowRows: 1 } } }],
    rule: null,
  });
  match(text, /^ewma .*Z +0 +errors /m);
});
