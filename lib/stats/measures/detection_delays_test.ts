import { UsageError } from "../../model/usage_error.ts";
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type AlarmedSeries, detectionDelays } from "./detection_delays.ts";
import { judgedRows } from "./judged_rows.ts";

/** A digit a row; an alarm from 5 on; six hours a row. */
function made(digits: string, windows: AlarmedSeries["windows"], warmupRows = 0): AlarmedSeries {
  const scores = Array.from(digits, Number);
  return { scores, windows, warmupRows, timesSeconds: scores.map((_, row) => 21_600 * row), threshold: 5 };
}

Deno.test("a window's delay is counted from its first row, and a window without alarm is missed", () => {
  const { delayRows } = detectionDelays(made("0050090000", [[1, 3], [5, 5], [7, 9]]));
  deepStrictEqual(delayRows, [1, 0, null]);
});

Deno.test("a run of alarm rows counts once: as false where it begins outside a window, not where it outlasts one", () => {
  strictEqual(detectionDelays(made("0555055000", [])).falseAlarms, 2);
  strictEqual(detectionDelays(made("0000555550", [[3, 5]])).falseAlarms, 0);
  const early = detectionDelays(made("0555550000", [[3, 5]]));
  deepStrictEqual([early.delayRows, early.falseAlarms], [[0], 1]);
});

Deno.test("the rate of false alarms refers to the time outside windows", () => {
  const { days, falseAlarmsPerDay } = detectionDelays(made("5050500000", [[8, 9]]));
  strictEqual(days, 2);
  strictEqual(falseAlarmsPerDay, 1.5);
});

Deno.test("the warm-up is not judged: neither its alarms nor its time nor windows that end in it", () => {
  const found = detectionDelays(made("5550000500", [[1, 2], [3, 7]], 5));
  deepStrictEqual(found, { delayRows: [4], falseAlarms: 0, days: 0.25, falseAlarmsPerDay: 0 });
  const { scores, labels } = judgedRows(made("5550000500", [[1, 2], [3, 7]], 5));
  deepStrictEqual([[...scores], [...labels]], [[0, 0, 5, 0, 0], [1, 1, 1, 0, 0]]);
});

Deno.test("without rows there is no rate, and times of another length are rejected", () => {
  ok(Number.isNaN(detectionDelays(made("", [])).falseAlarmsPerDay));
  throws(() => detectionDelays({ ...made("55", []), timesSeconds: [0] }), UsageError);
});
