import { ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createTimeOfDay } from "./time_of_day.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same score in plain words: all values of each quarter of an hour by day. */
function plainTimeOfDay() {
  const quarters = new Map<number, { count: number; mean: number; variance: number }>();
  const days = new Map<number, Map<number, number[]>>();
  let whole = 0;

  function distance(value: number, quarter: number, day: number): number {
    const past = [...days.get(quarter) ?? []].filter(([of]) => of !== day).map(([, values]) => mean(values));
    if (past.length >= 3) return Math.abs(value - past.slice(-3).toSorted((a, b) => a - b)[1]!);
    if (past.length === 2) return Math.abs(value - [...past, value].toSorted((a, b) => a - b)[1]!);
    const before = quarter === 0 ? days.get(95)?.get(day - 1) : days.get(quarter - 1)?.get(day);
    return before === undefined ? Infinity : Math.abs(value - mean(before));
  }

  return (value: number, timeSeconds: number) => {
    const day = Math.floor(timeSeconds / 86_400);
    const quarter = Math.floor((timeSeconds - 86_400 * day) / 900);
    const { count, mean, variance } = quarters.get(quarter) ?? { count: 0, mean: 0, variance: 0 };
    const score = count < 4 ? NaN : Math.min(Math.abs(value - mean), distance(value, quarter, day)) /
      (Math.sqrt((variance + whole) / 2) + 1e-9 * (1 + Math.abs(mean)));
    if (count > 0) whole = 0.995 * whole + 0.005 * (value - mean) ** 2;
    const weight = count < 20 ? 1 / (count + 1) : 0.05;
    quarters.set(quarter, {
      count: count + 1,
      mean: (1 - weight) * mean + weight * value,
      variance: (1 - weight) * (variance + weight * (value - mean) ** 2),
    });
    const own = days.get(quarter) ?? new Map<number, number[]>();
    own.set(day, [...own.get(day) ?? [], value]);
    days.set(quarter, own);
    return score;
  };
}

Deno.test("the time of day compares with the same quarter of an hour of the days before", () => {
  const stream = createStream(2, "members");
  const [member, plain] = [createTimeOfDay(), plainTimeOfDay()];
  for (let row = 0; row < 6000; row++) {
    // A wave of the day, whose last quarter of an hour is far from the one before it; a day of quarters is left out.
    const value = Math.floor(row / 10) % 96 === 95 ? 30 : 5 * Math.sin(row / 150) + stream.next();
    const time = 90 * (row < 2500 ? row : row + 700);
    const [found, expected] = [member.next(value, time), plain(value, time)];
    if (Number.isNaN(expected)) strictEqual(found, NaN, `row ${row}`);
    else ok(Math.abs(found - expected) <= 1e-6 * (1 + expected), `row ${row}: ${found}, not ${expected}`);
  }
});

for (const step of [60, 300]) {
  Deno.test(`an outage has no echo at its time of the following days, with a value each ${step} s`, () => {
    const day = 86_400 / step;
    for (const first of [10, day - 1, Math.floor(1.4 * day)]) {
      const member = createTimeOfDay();
      const scores = Array.from(
        { length: 5 * day },
        (_, row) => member.next(row >= first && row < first + 30 ? 0 : 1, step * row),
      );
      const after = scores.slice(first + 30 + 900 / step).filter((score) => score > 0);
      strictEqual(after.length, 0, `from ${first}: ${after.slice(0, 5)}`);
    }
  });
}

Deno.test("the time of day finds what is missing of a habit of three days", () => {
  const member = createTimeOfDay();
  const busy = (row: number) => row % 288 >= 99 && row % 288 < 111;
  const scores = Array.from(
    { length: 5 * 288 },
    (_, row) => member.next(busy(row) && row < 4 * 288 ? 50 : 10 + row % 2, 300 * row),
  );
  ok(scores[4 * 288 + 99]! > 3 && scores[4 * 288 + 98]! < 3, `${scores.slice(4 * 288 + 98, 4 * 288 + 102)}`);
});

Deno.test("the time of the day is trusted where it forecasts better than the level, and not where values are the same all day", () => {
  const trustOf = (wave: number) => {
    const { next } = createStream(4, "trust");
    const member = createTimeOfDay();
    for (let step = 0; step < 10 * 288; step++) {
      member.next(wave * Math.sin(2 * Math.PI * step / 288) + next(), 300 * step);
    }
    return member.trust();
  };
  strictEqual(trustOf(0), 0);
  strictEqual(trustOf(3), 1);
});

Deno.test("the time of the day is trusted by a twentieth for each hundredth by which its error is below that of the level", () => {
  const { next } = createStream(5, "trust in between");
  const member = createTimeOfDay();
  const parts = new Map<number, { count: number; mean: number }>();
  let [ownError, levelError, level, between] = [0, 0, 0, 0];
  for (let row = 0; row < 20 * 96; row++) {
    const value = 1.3 * Math.sin(2 * Math.PI * row / 96) + 3 * next();
    member.next(value, 900 * row);
    const expected = levelError > 0 ? Math.max(0, Math.min(1, 5 * (1 - ownError / levelError))) : 0;
    ok(Math.abs(member.trust() - expected) < 1e-9, `row ${row}: ${member.trust()}, not ${expected}`);
    if (expected > 0 && expected < 1) between++;
    const { count, mean } = parts.get(row % 96) ?? { count: 0, mean: 0 };
    if (count >= 2) {
      ownError += 0.005 * (Math.abs(value - mean) - ownError);
      levelError += 0.005 * (Math.abs(value - level) - levelError);
    }
    level += Math.max(1 / (row + 1), 0.002) * (value - level);
    parts.set(row % 96, { count: count + 1, mean: mean + Math.max(1 / (count + 1), 0.05) * (value - mean) });
  }
  ok(between > 100, `${between}`);
});
