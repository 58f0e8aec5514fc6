import { ok, strictEqual } from "node:assert";
import { createRepeats } from "./repeats.ts";

const PERIOD = 40;
const wave = (row: number) => 50 + 10 * Math.sin(2 * Math.PI * row / PERIOD);

/** What is forecast of the values from a row on, after those before it. */
function forecasts(rows: number, from: number, valueAt: (row: number) => number): number[] {
  const repeats = createRepeats();
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    const forecast = repeats.forecast(50);
    if (row >= from) found.push(forecast);
    repeats.add(valueAt(row));
  }
  return found;
}

Deno.test("nothing is forecast before a period was looked for, nor where there is none", () => {
  strictEqual(forecasts(256, 0, wave).filter((one) => !Number.isNaN(one)).length, 0);
  strictEqual(forecasts(600, 0, (row) => row).filter((one) => !Number.isNaN(one)).length, 0);
});

Deno.test("the forecast is the value of earlier periods, measured from the mean of all forecasts", () => {
  const from = 256 + 20 * PERIOD;
  forecasts(from + PERIOD, from, wave).forEach((forecast, i) => {
    const expected = wave(from + i) - 50;
    ok(Math.abs(forecast - expected) < 1, `row ${from + i}: ${forecast}, not ${expected}`);
  });
});

Deno.test("one odd period of three is not forecast", () => {
  const odd = 256 + 10 * PERIOD;
  const valueAt = (row: number) => row >= odd && row < odd + PERIOD ? 500 : wave(row);
  for (const later of [1, 2, 3]) {
    const from = odd + later * PERIOD;
    const highest = Math.max(...forecasts(from + PERIOD, from, valueAt));
    ok(highest < 15, `${later} later: ${highest}`);
  }
});

Deno.test("a new period is found once the ring has been looked at again", () => {
  const other = (row: number) => row < 2048 ? wave(row) : 50 + 10 * Math.sin(2 * Math.PI * row / 64);
  const from = 3 * 4096;
  const apart = forecasts(from + 64, from, other).map((forecast, i) =>
    Math.abs(forecast - (other(from + i) - 50))
  );
  ok(Math.max(...apart) < 1, `${Math.max(...apart)}`);
});
