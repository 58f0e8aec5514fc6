import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../model/mod.ts";
import { alarmsOf, timeText } from "./alarms.ts";
import { alarmsText } from "./alarms_text.ts";
import { alarmsToCsv } from "./csv.ts";

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
  microsPerRow: NaN,
};

Deno.test("alarmsOf() makes one alarm of rows next to each other, with the highest score", () => {
  const found = alarmsOf({ series, scores });
  deepStrictEqual(found.map(({ rows, score }) => [...rows, score]), [[2, 3, 9], [7, 7, 8]]);
  const { alarms: _, ...without } = scores;
  deepStrictEqual(alarmsOf({ series, scores: without }), []);
});

Deno.test("alarmsToCsv() writes when and how odd, and the header alone where there is nothing", () => {
  deepStrictEqual(alarmsToCsv(alarmsOf({ series, scores })).split("\n"), [
    "series,detector,from,until,first_row,last_row,score",
    "db,ewma,2024-01-01T02:00:00Z,2024-01-01T03:00:00Z,2,3,9",
    "db,ewma,2024-01-01T07:00:00Z,2024-01-01T07:00:00Z,7,7,8",
    "",
  ]);
  strictEqual(alarmsToCsv([]), "series,detector,from,until,first_row,last_row,score\n");
});

Deno.test("alarmsText() says that there are no labels, counts the alarms and tells the oddest in the order of time", () => {
  const text = alarmsText({ scored: [{ series, scores }], rule: "2 alarms" });
  match(text, /^No labels: .* at 2 alarms$/m);
  match(text, /^ewma +2 +2\.9e\+3 +8\.0$/m);
  ok(text.indexOf("02:00:00Z") < text.indexOf("07:00:00Z"));
});

Deno.test("timeText() writes UTC where there are dates, else seconds", () => {
  deepStrictEqual([timeText(1.7e9), timeText(12.5)], ["2023-11-14T22:13:20Z", "12.5"]);
});
