import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createSeason } from "./season.ts";

const DAY_SECONDS = 86_400;
/** A Monday. */
const START = 1_709_510_400;

/** What is left of values after the season has been taken off. */
function leftOf(
  count: number,
  stepSeconds: number,
  valueAt: (row: number, seconds: number) => number,
  { anyPeriod = true } = {},
): number[] {
  const season = createSeason({ anyPeriod });
  return Array.from({ length: count }, (_, row) => {
    const seconds = START + stepSeconds * row;
    return season.next(valueAt(row, seconds), seconds);
  });
}

function draws(...names: string[]): () => number {
  const { next } = createStream(9, "season", ...names);
  return () => normalQuantile(next());
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** 100 by day, 20 by night, and on Saturdays and Sundays as by night. */
function office(seconds: number): number {
  const weekday = Math.floor(seconds / DAY_SECONDS + 3) % 7;
  const hour = seconds % DAY_SECONDS / 3600;
  return weekday < 5 && hour >= 8 && hour < 18 ? 100 : 20;
}

Deno.test("nothing is taken off what has no season", () => {
  const [noise, shifted] = [draws("noise"), draws("shifted")];
  const shapes: ((row: number) => number)[] = [
    () => noise(),
    (row) => (row < 1500 ? 0 : 8) + shifted(),
    () => 7,
    (row) => row >= 400 && row < 440 ? 0 : 1,
  ];
  shapes.forEach((shape, i) => {
    const values = Array.from({ length: 4000 }, (_, row) => shape(row));
    const left = leftOf(values.length, 300, (row) => values[row]!);
    const taken = spreadOf(left.map((value, row) => value - values[row]!));
    ok(taken <= 0.1 * spreadOf(values), `shape ${i}: ${taken} of ${spreadOf(values)}`);
  });
});

for (
  const [name, count, stepSeconds] of [["hours", 24 * 7 * 8, 3600], [
    "five minutes",
    288 * 7 * 4,
    300,
  ]] as const
) {
  Deno.test(`the season of a week is taken off values each ${name} from the third week on`, () => {
    const draw = draws(name);
    const left = leftOf(count, stepSeconds, (_, seconds) => office(seconds) + 3 * draw(), {
      anyPeriod: false,
    });
    const lastWeek = left.slice(-7 * DAY_SECONDS / stepSeconds);
    ok(spreadOf(left.slice(0, lastWeek.length)) > 25);
    ok(spreadOf(lastWeek) < 12, `${spreadOf(lastWeek)}`);
  });
}

Deno.test("the season of a day is taken off values of each full hour from the third day on", () => {
  const draw = draws("full hours");
  const sharp = (seconds: number) => [0, 80, 10, 60, 30, 100][seconds % DAY_SECONDS / 3600 % 6]!;
  const left = leftOf(24 * 14, 3600, (_, seconds) => sharp(seconds) + draw(), { anyPeriod: false });
  ok(spreadOf(left.slice(0, 48)) > 30);
  ok(spreadOf(left.slice(24 * 8)) < 4, `${spreadOf(left.slice(24 * 8))}`);
});

Deno.test("what happens once a day is taken off as a whole, however far from the level it is", () => {
  const left = leftOf(24 * 21, 3600, (_, seconds) => seconds % DAY_SECONDS === 3 * 3600 ? 900 : 0);
  const last = left.slice(24 * 14).map(Math.abs);
  ok(Math.max(...last) < 90, `${Math.max(...last)}`);
});

Deno.test("a period that no calendar knows is taken off, and only where any period is looked for", () => {
  const left = (anyPeriod: boolean) => {
    const draw = draws("cycle");
    return spreadOf(
      leftOf(3000, 5, (row) => 10 * Math.sin(2 * Math.PI * row / 83.4) + draw(), { anyPeriod }).slice(2000),
    );
  };
  ok(left(true) < 1.6, `${left(true)}`);
  ok(left(false) > 6.5, `${left(false)}`);
});

Deno.test("what varies by a share of itself is left nearly as rough at night as at noon", () => {
  const draw = draws("share");
  const left = leftOf(24 * 60, 3600, (_, seconds) => {
    const wave = 110 - 100 * Math.cos(2 * Math.PI * seconds / DAY_SECONDS);
    return wave * (1 + 0.05 * draw());
  });
  const last = left.slice(-24 * 20);
  const at = (hour: number) => spreadOf(last.filter((_, row) => row % 24 === hour));
  ok(
    at(12) > 2 && at(12) / at(0) < 8,
    `${at(12)} at noon, ${at(0)} at night: 20 times as much in the values`,
  );
});

Deno.test("what has no season passes unchanged to the last digit", () => {
  const draw = draws("digits");
  // Before the third day nothing is known of any season.
  const values = Array.from({ length: 200 }, () => 1e6 * draw());
  strictEqual(leftOf(values.length, 300, (row) => values[row]!).join(), values.join());
});

Deno.test("the unit of the values does not matter, not even after hours of the same value", () => {
  const valueAt = (row: number, seconds: number) => row < 300 ? 7 : office(seconds) + row % 7;
  const left = leftOf(4000, 1800, valueAt);
  for (const unit of [1e-6, 1000, 1e9]) {
    leftOf(4000, 1800, (row, seconds) => unit * valueAt(row, seconds)).forEach((value, row) =>
      ok(Math.abs(value / unit - left[row]!) < 1e-6, `row ${row}: ${value / unit}, ${left[row]}`)
    );
  }
});

Deno.test("an odd day leaves no trace at its time of the next days", () => {
  const draw = draws("odd");
  const day = 96;
  const at = 10 * day + 40;
  const left = leftOf(
    14 * day,
    900,
    (row, seconds) =>
      row >= at && row < at + 8 ? 400 : 60 + 50 * Math.sin(2 * Math.PI * seconds / DAY_SECONDS) + draw(),
  );
  const usual = spreadOf(left.slice(8 * day, 10 * day));
  ok(Math.max(...left.slice(at, at + 8)) > 250);
  for (const days of [1, 2, 3]) {
    const echo = left.slice(at + days * day, at + days * day + 8).map((value) => Math.abs(value - 60));
    ok(Math.max(...echo) < 25 + 5 * usual, `${days} days later: ${echo}`);
  }
});

Deno.test("the season goes on from saved numbers", () => {
  const value = (row: number) => office(START + 1800 * row) + row % 7;
  const whole = createSeason({ anyPeriod: true });
  const resumed = createSeason({ anyPeriod: true });
  for (let row = 0; row < 1500; row++) whole.next(value(row), START + 1800 * row);
  for (const [name, numbers] of Object.entries(whole.arrays)) resumed.arrays[name]!.set(numbers);
  for (let row = 1500; row < 2200; row++) {
    const seconds = START + 1800 * row;
    strictEqual(resumed.next(value(row), seconds), whole.next(value(row), seconds));
  }
});
