import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { linearTicks, logTicks, numberText, tickText, valueAxis } from "./value_axis.ts";

Deno.test("valueAxis() puts 0 at the bottom and all values between its ends, also those below 0", () => {
  const axis = valueAxis([3, 40], { log: false, top: 10, bottom: 60 });
  strictEqual(axis.place(0), 60);
  ok(axis.place(40) > 10 && axis.place(40) < 15);
  const below = valueAxis([-50, 40], { log: false, top: 10, bottom: 60 });
  strictEqual(below.place(-50), 60);
  ok(below.ticks.includes(0));
});

Deno.test("valueAxis() is the same distance for the same factor where it is logarithmic, and what is below 1 is at 1", () => {
  const axis = valueAxis([10, 1000], { log: true, top: 0, bottom: 100 });
  const [a, b, c] = [10, 100, 1000].map(axis.place) as [number, number, number];
  ok(Math.abs((a - b) - (b - c)) < 1e-9 && a < 100 && c > 0);
  const low = valueAxis([0, 1000], { log: true, top: 0, bottom: 100 });
  strictEqual(low.place(0), low.place(1));
});

Deno.test("valueAxis() of no values, and of equal ones, has a place for each", () => {
  for (const values of [[], [0, 0], [5, 5]]) {
    for (const log of [true, false]) {
      const { place } = valueAxis(values, { log, top: 0, bottom: 50 });
      ok([0, 1, 5].every((value) => Number.isFinite(place(value))), `${values}, ${log}`);
    }
  }
});

Deno.test("ticks are round, and two to four where the axis is linear", () => {
  deepStrictEqual(linearTicks(0, 104), [0, 50, 100]);
  deepStrictEqual(linearTicks(-20, 104), [0, 50, 100]);
  deepStrictEqual(linearTicks(0, 96), [0, 25, 50, 75]);
  for (let most = 0.01; most < 1e4; most *= 1.07) {
    const count = linearTicks(0, most).length;
    ok(count >= 2 && count <= 4, String(most));
  }
  deepStrictEqual(logTicks(0, 3.1), [1, 10, 100, 1000]);
  deepStrictEqual(logTicks(2, 2.9), [100, 300]);
  deepStrictEqual(logTicks(2, 2.75), [100, 200, 500]);
});

Deno.test("numberText() has the digits asked for, and a dash for what is no number; tickText() has those that are needed", () => {
  deepStrictEqual([numberText(1271.4, 0), numberText(5, 1), numberText(NaN, 1)], ["1,271", "5.0", "–"]);
  deepStrictEqual([1000, 0.05, 2.5].map(tickText), ["1,000", "0.05", "2.5"]);
});
